/** What `assent init` writes: every part of a policy that a newcomer needs, each with a word on why. */
export const STARTER_POLICY = `# A policy: which tool calls of an agent run, which are refused, and which wait for a person.
#
#   assent check FILE                          find mistakes
#   assent eval --policy FILE --call '{...}'   decide one call
#   assent explain --policy FILE --call '{...}'  see why
#
# The strictest rule that applies decides: block beats approval, approval beats allow. The order of rules
# and files does not matter, and a condition that cannot be evaluated never makes a decision looser.
name: starter

# What happens when no rule applies: allow, block or require_approval.
default: allow

# Calls that wait until a person approves them.
approval:
  tools:
    # always; in a pattern, * stands for any characters
    - orders.cancel_*
    # only when the condition holds; \`param\` holds the arguments of the call
    - orders.refund: param.amount > 1000
  # calls that need no approval after all
  except:
    - orders.refund: has(context.customer_tier) && context.customer_tier == "internal"
  # how long to wait for an answer, at most 30 days
  timeout: 1h
  # what reviewers read; {{ }} holds an expression
  message: "{{ tool.name }} needs a manager's approval."
  # when it is rejected or nobody answers: fail ends the call with an error, continue tells the agent
  on_rejection: continue
  # who may approve, and how many of them must; without this, anyone whose role allows it
  # approvers: ["group:finance", "user:alice@example.com"]
  # quorum: 2

# Calls that never run. Nothing lifts a block.
block:
  tools:
    - db.drop_*
    # a condition with quotes, a colon or a hash in it stands in quotes itself
    - shell.run: 'param.command.contains("rm -rf")'
  message: "Never from an agent."
`;
