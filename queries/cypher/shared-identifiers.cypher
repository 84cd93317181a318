// title: 共用标识 / Shared identifiers
// question: 哪些卡、电话、设备、地址被多人使用？/ Which cards, phones, devices or addresses are used by several people?
// group: identity
// param min_people: int[2..1000] = 2 -- 至少几人共用 / at least how many people share it
// param types: relations = CONTROLS,HOLDS,REGISTERED_TO,USES -- 以哪些关系计为使用 / relations that count as use
// param include_hubs: bool = false -- 包括枢纽（热线、平台账户） / hubs (hotlines, platform accounts) too
// returns: identifier, kind, people, persons
// order: 人数多者在前 / most people first
// caveat: 家人会共用电话和卡，先看日期再下结论 / families share phones and cards; look at the dates before you conclude
MATCH (p:Person)-[r]-(x:Graychain)
WHERE type(r) IN $types AND x.type <> 'Person' AND ($include_hubs OR NOT coalesce(x.hub, false))
WITH x, collect(DISTINCT p {.id, .type, .key, .label, .family}) AS persons
WHERE size(persons) >= $min_people
RETURN x {.id, .type, .key, .label, .family} AS identifier, x.type AS kind,
       size(persons) AS people, persons
ORDER BY people DESC, identifier.id
LIMIT $max_rows
