// Where new entities go when one is expanded: a fan round it, on the side with most room.
// Nothing that is already drawn moves.

const GAP = 92;
const FREE = 58;

/** Positions for `ids` round `centre`; `taken` are the positions of what is drawn. */
export function fan(centre, ids, taken) {
  const placed = {};
  const spots = [...taken];
  const away = direction(centre, taken);
  let ring = 1;
  let slot = 0;
  for (const id of ids) {
    for (;;) {
      const radius = 90 + ring * 60;
      const slots = Math.max(6, Math.floor((2 * Math.PI * radius) / GAP));
      if (slot >= slots) {
        ring += 1;
        slot = 0;
        continue;
      }
      const side = slot % 2 ? 1 : -1;
      const angle = away + side * Math.ceil(slot / 2) * ((2 * Math.PI) / slots);
      slot += 1;
      const spot = { x: centre.x + radius * Math.cos(angle), y: centre.y + radius * Math.sin(angle) };
      if (ring < 14 && spots.some((other) => Math.hypot(other.x - spot.x, other.y - spot.y) < FREE)) continue;
      placed[id] = spot;
      spots.push(spot);
      break;
    }
  }
  return placed;
}

/** The angle that leads away from the others. */
function direction(centre, taken) {
  const others = taken.filter((spot) => spot.x !== centre.x || spot.y !== centre.y);
  if (!others.length) return 0;
  const x = others.reduce((sum, spot) => sum + spot.x, 0) / others.length;
  const y = others.reduce((sum, spot) => sum + spot.y, 0) / others.length;
  return Math.atan2(centre.y - y, centre.x - x);
}
