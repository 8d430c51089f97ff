/**
 * The straight line through points that least squares gives.
 *
 * @param {readonly { x: number, y: number }[]} points at least three, of different `x`
 * @returns {{ slope: number, error: number }} how much `y` grows with `x`, and the standard error of that
 */
export function slopeOf(points) {
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / points.length;
  const [meanX, meanY] = [mean(points.map(({ x }) => x)), mean(points.map(({ y }) => y))];
  const sum = (of) => points.reduce((total, point) => total + of(point), 0);
  const spread = sum(({ x }) => (x - meanX) ** 2);
  const slope = sum(({ x, y }) => (x - meanX) * (y - meanY)) / spread;
  const rest = sum(({ x, y }) => (y - meanY - slope * (x - meanX)) ** 2);
  return { slope, error: Math.sqrt(rest / (points.length - 2) / spread) };
}
