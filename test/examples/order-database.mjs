/** A small order database in one SQLite file: what the refund agent really works on. */
import { isBuiltin } from 'node:module';

const { DatabaseSync } = await import(
  isBuiltin('node:sqlite') ? 'node:sqlite' : '@photostructure/sqlite'
);

const SCHEMA = `
  create table if not exists orders (
    id text primary key, customer text not null, total real not null, status text not null
  );
  create table if not exists refunds (
    id integer primary key, "order" text not null references orders, amount real not null
  );
`;

const ORDERS = [
  ['A-1001', 'ida@example.com', 49.9, 'delivered'],
  ['A-1002', 'joe@example.com', 1290, 'delivered'],
  ['A-1003', 'kim@example.com', 310, 'shipped'],
];

/** Opens the database at a path; a new one has three orders. */
export function openOrders(path) {
  const database = new DatabaseSync(path);
  database.exec(SCHEMA);
  const add = database.prepare('insert or ignore into orders values (?, ?, ?, ?)');
  for (const order of ORDERS) add.run(...order);
  return {
    lookup: (id) => ({ ...database.prepare('select * from orders where id = ?').get(id) }),
    refund: (id, amount) => {
      const order = database.prepare('select total from orders where id = ?').get(id);
      if (order === undefined) throw new Error(`there is no order ${id}`);
      const { refunded } = database
        .prepare('select coalesce(sum(amount), 0) as refunded from refunds where "order" = ?')
        .get(id);
      if (refunded + amount > order.total) throw new Error(`order ${id} has only ${order.total}`);
      database.prepare('insert into refunds ("order", amount) values (?, ?)').run(id, amount);
      return { order: id, refunded: refunded + amount };
    },
    cancel: (id) => {
      database.prepare("update orders set status = 'cancelled' where id = ?").run(id);
      return { order: id, status: 'cancelled' };
    },
    refunds: () =>
      database
        .prepare('select "order", amount from refunds order by id')
        .all()
        .map((row) => ({ ...row })),
    close: () => database.close(),
  };
}
