-- A market of {people} people. Names in braces are numbers and times from benchmarks/growth_data.py; "drop" is a reserved word.
-- The past of two years

INSERT INTO person (id, first_name, language, language_chosen, pending_prompt, zone, quiet_from, quiet_until, created_at)
    SELECT i, 'Person ' || i, CASE i % 3 WHEN 0 THEN 'en' WHEN 1 THEN 'ms' ELSE 'zh_Hans' END, false, '', '', 1260, 480, {start}
    FROM series WHERE i <= {people};

INSERT INTO address (id, channel, external_id, person_id, written_since, unreachable_at)
    SELECT i, 'telegram', {first_telegram_id} + i - 1, i, {start}, CASE i % 40 WHEN 39 THEN {day_before} END FROM series WHERE i <= {people};

INSERT INTO merge_link (person_id, code_hash, until) SELECT i, 'm' || i, {tomorrow} FROM series WHERE i <= {people} / 50;

INSERT INTO merge_link (person_id, code_hash, until) VALUES ({asker}, '{merge_hash}', {tomorrow});

INSERT INTO feed_link (person_id, code_hash, made_at) SELECT i, 'f' || i, {now} FROM series WHERE i <= {people} / 50 AND i <> {feed_reader};

INSERT INTO feed_link (person_id, code_hash, made_at) VALUES ({feed_reader}, '{feed_hash}', {now});

INSERT INTO office_link (person_id, code_hash, until) VALUES ({organiser}, '{office_hash}', {tomorrow});

INSERT INTO office_session (person_id, cookie_hash, made_at, seen_at) VALUES ({organiser}, '{session_hash}', {now}, {now});

INSERT INTO alley (id, code, name, city, zone, territory, currency, latitude, longitude)
    SELECT i, 'A' || i, 'Lorong ' || i, 'City ' || (i % 4), 'Asia/Kuching', 'MY', 'MYR', 5.9, 116.0 FROM series WHERE i <= {alleys};

INSERT INTO permit (id, alley_id, kind, state, first_day, last_day, covers_from, covers_until, authority, number, conditions, recorded_at)
    SELECT i, i, 'other', 'valid', '2020-01-01', '2040-01-01', '2020-01-01 00:00:00', '2040-01-01 00:00:00', '', '', '', {now} FROM series WHERE i <= {alleys} AND i <> 3;

INSERT INTO permit (id, alley_id, kind, state, first_day, last_day, covers_from, covers_until, authority, number, conditions, recorded_at)
    SELECT i, i, 'other', 'valid', '2020-01-01', '2026-12-24', '2020-01-01 00:00:00', '2040-01-01 00:00:00', '', '', '', {now} FROM series WHERE i = 3;

INSERT INTO stall (id, code, name, owner_id, alley_id, language, words, state, reason, asked_at, decided_at, decided_by, deposits_at, stream_url, stream_draft)
    SELECT i, 'S' || i, 'Stall ' || i, i, i % {alleys} + 1, 'ms', '', 'approved', '', {start}, {start}, 100, {start}, '', '' FROM series WHERE i <= {stalls};

INSERT INTO mix_limit (id, alley_id, least_local, most_chain, most_tag, tag, blocks, set_at)
    SELECT i, i, 60, 10, 30, 'coffee', FALSE, {now} FROM series WHERE i <= {alleys};

INSERT INTO stall_origin (id, stall_id, origin, set_at)
    SELECT i, i, 'local', {now} FROM series WHERE i <= {stalls};

INSERT INTO organiser (person_id, named_by, named_at) VALUES (100, NULL, {start});

INSERT INTO market_day (alley_id, day, made_at) SELECT a.id, m.day, {start} FROM alley a CROSS JOIN moment m GROUP BY a.id, m.day;

INSERT INTO stall_day (market_day_id, alley_id, day, stall_id, state, starts_at, ends_at, ended_at, made_at)
    SELECT y.id, y.alley_id, y.day, i % {stalls} + 1, 'on', MIN(m.at), MAX(e.at), MAX(e.at), {start}
    FROM series JOIN moment m ON m.hour = -5 - (i * 7) % {past_hours} JOIN moment e ON e.hour = m.hour + 4
    JOIN market_day y ON y.alley_id = i % {alleys} + 1 AND y.day = m.day WHERE i <= {drops} GROUP BY y.id, y.alley_id, y.day, i % {stalls} + 1;

INSERT INTO stall_note (stall_day_id, words, made_at, told) SELECT id, 'Cash only', made_at, 0 FROM stall_day;

INSERT INTO "drop" (id, stall_day_id, placed_at, live_announced, code, stall_id, alley_id, name, words, language, policy, per_person, skips, fitting, weighing, deposit, refund_until,
    state, reason, opens_at, draws_at, starts_at, ends_at, wound_up_at, published_at, created_at, revision)
    SELECT i, y.id, o.at, false, 'P' || i, i % {stalls} + 1, i % {alleys} + 1, 'Drop ' || i, '', 'ms', CASE i % 10 WHEN 0 THEN 'draw' ELSE 'queue' END, 2, 2, 'fit', 'equal',
    CASE i % 2 WHEN 0 THEN 500 ELSE 0 END, CASE i % 2 WHEN 0 THEN m.at END, 'published', '', o.at, CASE i % 10 WHEN 0 THEN m.at END, m.at, e.at, e.at, o.at, o.at, 0
    FROM series JOIN moment m ON m.hour = -5 - (i * 7) % {past_hours} JOIN moment e ON e.hour = m.hour + 4 JOIN moment o ON o.hour = m.hour - 72
    JOIN stall_day y ON y.stall_id = i % {stalls} + 1 AND y.alley_id = i % {alleys} + 1 AND y.day = m.day WHERE i <= {drops};

INSERT INTO item (id, drop_id, position, name, unit, price, loan_deposit, quantity, booked, held, waiting, next_number, offered, announced_units, allergens, sold, marks)
    SELECT i, (i - 1) / {items} + 1, (i - 1) % {items} + 1, 'Item ' || i, 'box', 850, 200, 20, {booked}, 0, 0, {entries} + 1, true, 0, '', 1, 0
    FROM series WHERE i <= {drops} * {items};

INSERT INTO drop_tag (drop_id, tag) SELECT i, 'tag' || (i % 9) FROM series WHERE i <= {drops};

INSERT INTO component (bundle_id, item_id, units) SELECT id, id - 1, 1 FROM item WHERE id % {items} = 0 AND drop_id % 20 = 1;

INSERT INTO entry (id, item_id, person_id, number, remainder, units, split, skipped, weight, pseudonym, state, joined_at, ended_at)
    SELECT s.i, (s.i - 1) / {entries} + 1, (s.i * 7919) % {people} + 1, (s.i - 1) % {entries} + 1, 0, 1, false, 0, 1,
    CASE d.policy WHEN 'draw' THEN 'p-' || s.i END,
    CASE WHEN (s.i - 1) % {entries} < {booked} THEN 'booked' WHEN (s.i - 1) % {entries} < {booked} + {expired} THEN 'expired' ELSE 'closed' END, d.opens_at, d.ends_at
    FROM series s JOIN item t ON t.id = (s.i - 1) / {entries} + 1 JOIN "drop" d ON d.id = t.drop_id WHERE s.i <= {drops} * {items} * {entries};

INSERT INTO hold (id, entry_id, item_id, person_id, units, given_at, until, state, ended_at)
    SELECT id, id, item_id, person_id, 1, joined_at, ended_at, state, ended_at FROM entry WHERE state IN ('booked', 'expired');

INSERT INTO booking (id, hold_id, item_id, person_id, units, price, loan_deposit, collected, coming, state, booked_at, ended_at)
    SELECT id, id, item_id, person_id, 1, 850, 200, CASE WHEN id % 5 < 4 THEN 1 ELSE 0 END, true, CASE WHEN id % 5 < 4 THEN 'collected' ELSE 'missed' END, given_at, until
    FROM hold WHERE state = 'booked';

INSERT INTO ticket (id, code, kind, booking_id, person_id, made_at)
    SELECT id, 'T' || id, 'pickup', id, person_id, booked_at FROM booking;

INSERT INTO live_session (id, drop_id, letters, minutes, word, started_at, stopped_at)
    SELECT id, id, 'b', 5, '', opens_at, opens_at FROM "drop";

INSERT INTO live_booking (id, live_session_id, item_id, person_id, entry_id, sent_at)
    SELECT e.id, t.drop_id, e.item_id, e.person_id, e.id, e.joined_at FROM entry e JOIN item t ON t.id = e.item_id;

INSERT INTO scan (id, ticket_id, stall_id, by_id, units, scanned_at, condition, swapped, method, without_phone)
    SELECT b.id, b.id, d.stall_id, d.stall_id, 1, b.ended_at, 'fine', false, 'cash', false FROM booking b JOIN item t ON t.id = b.item_id JOIN "drop" d ON d.id = t.drop_id
    WHERE b.state = 'collected';

INSERT INTO packaging_type (id, code, name, unit, stream, policy, deposit, free_days, fee_per_day, price, buy_cost, wash_cost, haul_cost, grams, expected_uses, single, has_lid, currency, made_at)
    SELECT i, 'K' || i, 'Bowl ' || i, 'piece', CASE i WHEN 3 THEN 'other' ELSE 'halal' END, 'deposit', 200, 14, 0, 900, 1200, 30, 10, 180, 100, i = 2, i = 2, 'MYR', {start}
    FROM series WHERE i <= 3;

INSERT INTO hub (id, code, alley_id, name, location, weekdays, opens_minute, closes_minute, capacity, made_at)
    SELECT i, 'H' || i, i, 'Hub ' || i, '', 127, 600, 1380, 500, {start} FROM series WHERE i <= {alleys};

INSERT INTO hub_slot (hub_id, type_id, stream)
    SELECT h.id, k.id, k.stream FROM hub h CROSS JOIN packaging_type k WHERE k.id < 3;

INSERT INTO hub_staff (hub_id, person_id, named_by, named_at) SELECT id, 200 + id, 100, {start} FROM hub;

INSERT INTO packaging_place (id, kind, stall_id) SELECT id, 'stall', id FROM stall;

INSERT INTO packaging_place (id, kind, hub_id) SELECT 500 + id, 'hub', id FROM hub;

INSERT INTO packaging_place (id, kind) SELECT 600 + i, 'haul' FROM series WHERE i <= 200;

INSERT INTO packaging_place (id, kind) SELECT 1000 + id, 'loan' FROM booking WHERE state = 'collected' AND id % 4 = 0;

INSERT INTO haul (id, stream, state, place_id, from_id, to_id, sent_by, sent_at)
    SELECT i, 'halal', 'clean', 600 + i, (i - 1) % {stalls} + 1, 501 + i % {alleys}, 200 + i % {alleys}, {day_before} FROM series WHERE i <= 200;

INSERT INTO wash (id, stream, place_id, by_id, started_at, done_at)
    SELECT i, 'halal', 501 + i % {alleys}, 200 + i % {alleys}, {day_before}, CASE WHEN i > 20 THEN {now} END FROM series WHERE i <= 200;

INSERT INTO packaging_asset (id, type_id, serial, place_id, state, lid_missing, bought_at)
    SELECT i, 2, 'A' || i, 501 + i % {alleys}, 'clean', false, {start} FROM series WHERE i <= 400;

INSERT INTO loan (id, booking_id, person_id, type_id, place_id, lender_id, units, returned, lost, deposit, fee_per_day, price, out_at, due_at)
    SELECT b.id, b.id, b.person_id, 1, 1000 + b.id, d.stall_id, 1, CASE b.id % 8 WHEN 0 THEN 0 ELSE 1 END, 0, 200, 0, 900, b.ended_at, b.ended_at
    FROM booking b JOIN item t ON t.id = b.item_id JOIN "drop" d ON d.id = t.drop_id WHERE b.state = 'collected' AND b.id % 4 = 0;

INSERT INTO packaging_stock (place_id, type_id, state, units) SELECT place_id, 1, 'out', 1 - returned FROM loan;

INSERT INTO packaging_stock (place_id, type_id, state, units)
    SELECT p.id, k.id, s.state, 500 FROM packaging_place p CROSS JOIN packaging_type k
    CROSS JOIN (SELECT 'clean' AS state UNION ALL SELECT 'returned' UNION ALL SELECT 'washing' UNION ALL SELECT 'quarantined') s
    WHERE p.kind IN ('hub', 'stall');

INSERT INTO packaging_stock (place_id, type_id, state, units) SELECT place_id, 1, 'clean', 5 FROM haul;

INSERT INTO packaging_movement (type_id, stream, units, from_id, from_state, to_id, to_state, reason, scan_id, by_id, made_at)
    SELECT 1, 'halal', 1, lender_id, 'clean', place_id, 'out', 'lent', id, lender_id, out_at FROM loan;

INSERT INTO packaging_movement (type_id, stream, units, from_id, from_state, to_id, to_state, reason, by_id, made_at)
    SELECT 1, 'halal', 1, place_id, 'out', lender_id, 'returned', 'taken_back', lender_id, due_at FROM loan WHERE returned = 1;

INSERT INTO packaging_movement (type_id, stream, units, from_id, from_state, to_id, to_state, reason, wash_id, by_id, made_at)
    SELECT 1, 'halal', 3, place_id, 'returned', place_id, 'washing', 'wash_started', id, by_id, started_at FROM wash;

INSERT INTO packaging_movement (type_id, stream, units, from_id, from_state, to_id, to_state, reason, haul_id, by_id, made_at)
    SELECT 1, 'halal', 5, from_id, 'clean', place_id, 'clean', 'sent', id, sent_by, sent_at FROM haul;

INSERT INTO packaging_transfer (place_id, loan_id, scan_id, kind, debit, credit, amount, currency, by_id, made_at)
    SELECT lender_id, id, id, 'taken', 'cash', 'deposits', 200, 'MYR', lender_id, out_at FROM loan;

INSERT INTO kiosk_device (id, stall_id, person_id, name, public_key, made_at, seen_at)
    SELECT id, id, owner_id, 'counter', CASE id WHEN 7 THEN '{kiosk_key}' ELSE 'key ' || id END, {start}, {start} FROM stall WHERE owner_id IS NOT NULL;

INSERT INTO kiosk_device (id, alley_id, person_id, name, public_key, made_at, seen_at) VALUES (1000001, 1, {organiser}, 'gate', 'gate key', {start}, {start});

INSERT INTO gate_count (device_id, minute, alley_id, entered, exited) SELECT 1000001, at, 1, 3, 1 FROM moment WHERE hour BETWEEN -({people} / 10) AND 0;

INSERT INTO kiosk_link (code_hash, stall_id, person_id, until) SELECT '{kiosk_hash}', 7, owner_id, {tomorrow} FROM stall WHERE id = 7;

INSERT INTO stall_staff (stall_id, person_id, role, since) SELECT id, {helper}, 'all', {now} FROM stall WHERE id IN (7, 8);

INSERT INTO split (id, drop_id, proposed_at, agreed_at) SELECT id, id, {day_before}, {day_before} FROM "drop";

INSERT INTO split_party (split_id, role, share, person_id, agreed_at)
    SELECT id, 'creator', 2000, CASE WHEN stall_id IN (7, 8) THEN {helper} ELSE stall_id END, {day_before} FROM "drop";

INSERT INTO split (id, drop_id, proposed_at) SELECT 2000000000, MAX(id), {now} FROM "drop" WHERE stall_id = 8;

INSERT INTO split_party (split_id, role, share, code_hash, until) VALUES (2000000000, 'host', 1000, '{share_hash}', {tomorrow});

INSERT INTO hub_invite (id, code_hash, hub_id, person_id, until) SELECT 1, '{staff_hash}', 1, 100, {tomorrow};
INSERT INTO stall_invite (id, code_hash, stall_id, person_id, role, until) SELECT 1, '{staff_hash}', 7, owner_id, 'sell', {tomorrow} FROM stall WHERE id = 7;

INSERT INTO showroom_window (stall_id, weekday, begins, ends, visit_minutes, buffer, places, walk_in_every) SELECT 7, i - 1, 600, 780, 15, 5, 1, 0 FROM series WHERE i <= 7;

INSERT INTO showroom_curation (stall_id, begins_on, name, starts_at) VALUES (7, '2026-01-05', 'Batik', {now});

INSERT INTO showroom_slot (stall_id, starts_at, ends_at, busy_until, places, taken)
    SELECT s.id, m.at, e.at, e.at, 1, 1 FROM stall s JOIN moment m ON m.hour BETWEEN -240 AND 96 AND m.hour % 12 = 0 JOIN moment e ON e.hour = m.hour + 1;

INSERT INTO showroom_visit (slot_id, stall_id, person_id, people, state, walk_in, booked_at, minutes, revision)
    SELECT id, stall_id, (id * 7919) % {people} + 1, 1, CASE WHEN starts_at > {now} THEN 'booked' ELSE 'left' END, false, {start}, CASE WHEN starts_at > {now} THEN NULL ELSE 12 END, 0
    FROM showroom_slot;

INSERT INTO showroom_slot (id, stall_id, starts_at, ends_at, busy_until, places, taken)
    SELECT 2000000 + m.hour, 7, m.at, e.at, e.at, 1, 1 FROM moment m JOIN moment e ON e.hour = m.hour + 1 WHERE m.hour IN (-1, 25, 26, 27);

INSERT INTO showroom_visit (id, slot_id, stall_id, person_id, people, state, walk_in, booked_at, ended_at, arrived_at, revision)
    SELECT id, id, 7, CASE id WHEN 2000025 THEN 300 WHEN 2000026 THEN 301 WHEN 2000027 THEN 302 END, 1,
    CASE id WHEN 1999999 THEN 'here' WHEN 2000027 THEN 'cancelled' ELSE 'booked' END, id = 1999999, {start}, CASE id WHEN 2000027 THEN {now} END, CASE id WHEN 1999999 THEN starts_at END, 0
    FROM showroom_slot WHERE id > 1999000;

UPDATE showroom_slot SET taken = 0 WHERE id = 2000027;

INSERT INTO showroom_busy (host_id, begins_at, slot_id) SELECT t.owner_id, s.starts_at, s.id FROM showroom_slot s JOIN stall t ON t.id = s.stall_id WHERE s.taken > 0;

INSERT INTO kiosk_scan (id, uuid, device_id, seq, body, signature, action, ticket_id, units, at, received_at, scan_id)
    SELECT id, 'scan ' || id, stall_id, id, '', '', 'hand_over', ticket_id, units, scanned_at, scanned_at, id FROM scan;

INSERT INTO scan_conflict (stall_id, scan_id, opened_at)
    SELECT stall_id, id, scanned_at FROM scan ORDER BY id LIMIT 1;

INSERT INTO receipt (id, stall_id, number, code, kind, goods_kept, method, currency, exponent, total, paid, day, sold_at, by_id)
    SELECT id, stall_id, ROW_NUMBER() OVER (PARTITION BY stall_id ORDER BY id), 'R' || id, 'sale', false, 'cash', 'MYR', 2, 850, 850, date(scanned_at), scanned_at, by_id
    FROM scan;

INSERT INTO receipt_line (receipt_id, position, item_id, name, units, price)
    SELECT s.id, 1, b.item_id, 'Lapis', 1, 850 FROM scan s JOIN booking b ON b.id = s.id;

INSERT INTO receipt_amount (receipt_id, position, amount, reason, words)
    SELECT id, 1, 100, NULL, 'extra sambal' FROM scan UNION ALL SELECT id, 2, -100, 'end', '' FROM scan;

INSERT INTO oversold (stall_id, receipt_id, item_id, units, opened_at)
    SELECT r.stall_id, r.id, l.item_id, 1, r.sold_at FROM receipt r JOIN receipt_line l ON l.receipt_id = r.id WHERE r.stall_id = 7 ORDER BY r.id LIMIT 1;

INSERT INTO till (stall_id, next_number) SELECT stall_id, MAX(number) + 1 FROM receipt GROUP BY stall_id;

INSERT INTO cash_entry (id, stall_id, day, kind, amount, currency, exponent, words, made_at, by_id)
    SELECT id, stall_id, day, 'pay_out', 100, 'MYR', 2, '', sold_at, by_id FROM receipt;

INSERT INTO day_close (stall_id, day, expected, counted, currency, exponent, closed_at, by_id)
    SELECT stall_id, day, 850, 850, 'MYR', 2, MAX(sold_at), MAX(by_id) FROM receipt GROUP BY stall_id, day;

INSERT INTO counter_check (stall_id, payload, name, checked_by, checked_at)
    SELECT stall_id, '00020101021126470014A0000006150001010650166402150000001234567895204599953034585802MY5911OMBAK PRINT6013KOTA KINABALU6304F058', 'ROS', by_id, closed_at FROM day_close;

INSERT INTO receipt (id, stall_id, number, code, kind, goods_kept, method, currency, exponent, total, paid, day, sold_at, by_id)
    SELECT 100000000 + id, stall_id, 1000000 + ROW_NUMBER() OVER (PARTITION BY stall_id ORDER BY id), 'H' || id, 'sale', false, 'cash', 'MYR', 2, 850, 850, date(scanned_at), scanned_at, by_id
    FROM scan WHERE method IS NOT NULL;

INSERT INTO hand_over_line (receipt_id, position, scan_id, name, units, price, packaging, ahead)
    SELECT 100000000 + id, 1, id, 'Lapis', 1, 850, 0, 0 FROM scan WHERE method IS NOT NULL;

INSERT INTO ticket (id, code, kind, loan_id, person_id, made_at)
    SELECT id + 100000000, 'R' || id, 'returns', id, person_id, out_at FROM loan;

INSERT INTO deposit (id, hold_id, booking_id, stall_id, person_id, units, amount, currency, way, reference, state, refund_until, asked_at, paid_at, ended_at)
    SELECT b.id, b.id, b.id, d.stall_id, b.person_id, 1, 500, 'MYR', 'bank', 'L' || b.id, CASE b.state WHEN 'collected' THEN 'settled' ELSE 'kept' END,
    d.starts_at, b.booked_at, b.booked_at, b.ended_at
    FROM booking b JOIN item t ON t.id = b.item_id JOIN "drop" d ON d.id = t.drop_id WHERE d.deposit > 0 AND b.id % 2 = 0;

INSERT INTO transfer (deposit_id, stall_id, kind, round, debit, credit, amount, currency, made_at, by_id)
    SELECT id, stall_id, 'received', 0, 'bank', 'deposits', 500, 'MYR', paid_at, stall_id FROM deposit;

INSERT INTO transfer (deposit_id, stall_id, kind, round, debit, credit, amount, currency, made_at)
    SELECT id, stall_id, state, 0, 'deposits', 'sales', 500, 'MYR', ended_at FROM deposit;

INSERT INTO payment (charge, payload, amount, currency, raw, received_at, payer_id, deposit_id, matched_at, reason)
    SELECT 'c' || id, reference, amount, currency, '{{}}', asked_at, person_id, id, asked_at, '' FROM deposit;

INSERT INTO payment (charge, payload, amount, currency, raw, received_at, reason)
    SELECT 'c', 'L0', 500, 'MYR', '{{}}', max(asked_at), '' FROM deposit;

INSERT INTO gift (code_hash, booking_id, giver_id, taker_id, state, made_at, until, ended_at)
    SELECT 'g' || id, id, person_id, person_id, 'taken', booked_at, booked_at, booked_at FROM booking WHERE id % 50 = 0;

INSERT INTO draw (item_id, name, secret, commitment, opened_at, closed_at, entries, root, beacon, round, randomness, signature, drawn_at)
    SELECT t.id, d.code || '-' || t.id, '{hex}', '{hex}', d.opens_at, d.draws_at, {entries}, '{hex}', 'local', 1000 + t.id, '{hex}', '', d.draws_at
    FROM item t JOIN "drop" d ON d.id = t.drop_id WHERE d.policy = 'draw';

-- The rows of each person

INSERT INTO notification (person_id, kind, about, payload, priority, due_at, send_at, tries, state, ended_at, address_id, message_id, reason)
    SELECT i % {people} + 1, 'DropResumedByStall', 'drop:' || i || '/resumed', '{resumed}', 1, m.at, m.at, 0,
    CASE i % 40 WHEN 0 THEN 'failed' ELSE 'sent' END, m.at, i % {people} + 1, i, CASE i % 40 WHEN 0 THEN 'Forbidden: bot was blocked by the user' ELSE '' END
    FROM series JOIN moment m ON m.hour = -1 - i % 719 WHERE i <= {people} * 3;

INSERT INTO notification (person_id, kind, about, payload, priority, due_at, send_at, late_after, tries, state, reason)
    SELECT i, 'DropOpens', 'drop:' || i, '{opens}', 2, m.at, m.at, m.at, 0, 'queued', ''
    FROM series JOIN moment m ON m.hour = 24 + i % 300 WHERE i <= {people};

INSERT INTO audit_person (id, person_id) SELECT i, i FROM series WHERE i <= {people};

INSERT INTO audit_entry (action, actor, subject, about, details, made_at)
    SELECT 'stall_approved', 100, i, 'stall:' || (i % {stalls} + 1), '', m.at FROM series JOIN moment m ON m.hour = -(i % 700) WHERE i <= {people};

INSERT INTO report (id, person_id, stall_id, drop_id, reason, words, state, made_at, decided_at, decided_by)
    SELECT i, i, i % {stalls} + 1, NULL, 'goods', '', CASE WHEN i = 1 THEN 'open' ELSE 'closed' END, m.at, CASE WHEN i = 1 THEN NULL ELSE m.at END, NULL FROM series JOIN moment m ON m.hour = -1 - i % 700 WHERE i <= 100;

INSERT INTO help_call (id, alley_id, stall_id, caller_id, words, state, asked_at, told_at, taken_by, taken_at, closed_at)
    SELECT i, 3, 7, i, 'My mother fainted', CASE WHEN i = 1 THEN 'asked' ELSE 'over' END, m.at, m.at, CASE WHEN i = 1 THEN NULL ELSE 100 END,
    CASE WHEN i = 1 THEN NULL ELSE m.at END, CASE WHEN i = 1 THEN NULL ELSE m.at END FROM series JOIN moment m ON m.hour = -1 - i % 700 WHERE i <= 100;

INSERT INTO complaint (id, alley_id, kind, code_hash, night, words, state, made_at, told_at, due_at, acknowledged_at, answer, closed_at, reopened)
    SELECT i, CASE WHEN i < 40 THEN 3 ELSE 4 + i % 5 END, CASE WHEN i % 3 = 0 THEN 'light' ELSE 'noise' END, CASE WHEN i = 30 THEN '{complaint_hash}' ELSE 'hash ' || i END, m.day, CASE WHEN i < 40 THEN 'The drums' ELSE NULL END, CASE WHEN i < 20 THEN 'open' ELSE 'closed' END,
    m.at, CASE WHEN i % 10 = 0 THEN m.at ELSE NULL END, m.at, CASE WHEN i < 20 THEN NULL ELSE m.at END, CASE WHEN i < 20 THEN NULL ELSE 'They stopped.' END, CASE WHEN i < 20 THEN NULL ELSE m.at END, 0
    FROM series JOIN moment m ON m.hour = -1 - i % 700 WHERE i <= {people};

INSERT INTO alley_change (id, alley_id, kind, day, words, noted_at) SELECT 1, 3, 'lights', m.day, '', m.at FROM moment m WHERE m.hour = -500;

INSERT INTO objection (id, decision_id, person_id, words, state, made_at, decided_at)
    SELECT i, i, i, 'It was not me.', CASE WHEN i = 1 THEN 'open' ELSE 'upheld' END, m.at, CASE WHEN i = 1 THEN NULL ELSE m.at END FROM series JOIN moment m ON m.hour = -1 - i % 700 WHERE i <= 100;

INSERT INTO broadcast (id, author_id, audience, kind, buttons, state, reason, total, counts, revision, created_at, started_at, ended_at, final_report_at)
    VALUES (1, 100, '{anyone}', 'operational', '[]', 'sent', '', {people}, '{counts}', 0, {day_before}, {day_before}, {day_before}, {day_before});

INSERT INTO broadcast (id, author_id, audience, kind, buttons, state, reason, total, counts, revision, created_at, started_at)
    VALUES (2, 100, '{anyone}', 'operational', '[]', 'sending', '', {people}, '{counts}', 0, {now}, {now});

INSERT INTO broadcast (id, author_id, audience, kind, buttons, state, reason, total, counts, revision, created_at) VALUES (3, 100, '{aimed}', 'promotional', '[]', 'draft', '', 0, '{counts}', 0, {now});

INSERT INTO wording (broadcast_id, language, words) SELECT i, 'en', 'The alley opens at six.' FROM series WHERE i <= 3;

INSERT INTO notification (person_id, kind, about, payload, priority, due_at, send_at, tries, state, ended_at, address_id, message_id, reason)
    SELECT i, 'BroadcastMessage', 'broadcast:1', '{message}', 3, {day_before}, {day_before}, 0, 'sent', {day_before}, i, i, '' FROM series WHERE i <= {people};

INSERT INTO notification (person_id, kind, about, payload, priority, due_at, send_at, tries, state, ended_at, reason)
    SELECT i, 'BroadcastMessage', 'broadcast:2', '{message}', 3, {now}, {now}, 0, CASE i % 2 WHEN 0 THEN 'queued' ELSE 'sent' END, CASE i % 2 WHEN 0 THEN NULL ELSE {now} END, ''
    FROM series WHERE i <= {people};

INSERT INTO processed_update (update_id, processed_at) SELECT i, m.at FROM series JOIN moment m ON m.hour = -(i % 48) WHERE i <= {people} * 2;

INSERT INTO upload (hash, bot_id, file_id, kept_at) SELECT 'ticket:' || i, 7, 'file' || i, m.at FROM series JOIN moment m ON m.hour = -(i % 700) WHERE i <= {people};

INSERT INTO neighbour (person_id, alley_id, since) SELECT i, i % {alleys} + 1, {start} FROM series WHERE i <= {people} / 10;

INSERT INTO stall_follow (person_id, stall_id, since) SELECT i, i % {stalls} + 1, {start} FROM series WHERE i <= {people} / 5;

INSERT INTO stall_day_count (stall_id, day, count_at, counted_at, with_deposit, came_with_deposit, without_deposit, came_without_deposit, others)
    SELECT DISTINCT d.stall_id, m.day, m.at, m.at, 10, 9, 20, 11, 2 FROM "drop" d JOIN moment m ON m.at = d.starts_at WHERE d.wound_up_at IS NOT NULL;

INSERT INTO forecast (stall_id, day, made_at, low, expected, high, staff, with_deposit, without_deposit, share_with_deposit, share_without_deposit, others, market_days, last_time)
    SELECT stall_id, day, count_at, 15, 20, 25, 1, 10, 20, 90, 55, 2, 9, 22 FROM stall_day_count;

INSERT INTO tag_follow (person_id, tag, since) SELECT i, 'tag' || (i % 9), {start} FROM series WHERE i <= {people} / 10;

INSERT INTO follower (person_id, visited_at, visited_before_at) SELECT i, {day_before}, {day_before} FROM series WHERE i <= {people} / 5;

INSERT INTO mute (person_id, kind, since) SELECT i, 'MarketDayNear', {start} FROM series WHERE i <= {people} / 50;

INSERT INTO failed_code_attempt (person_id, attempted_at)
    SELECT i % {people} + 1, m.at FROM series JOIN moment m ON m.hour = -2 - i % 9000 WHERE i <= {people} / 20;

INSERT INTO reminder (person_id, words, at, zone, state, made_at)
    SELECT i, 'buns', m.at, 'Asia/Kuching', 'set', m.at FROM series JOIN moment m ON m.hour = -1 - i % 700 WHERE i <= {people} / 10;

INSERT INTO support_thread (id, person_id, state, asked_at, changed_at)
    SELECT i, i, CASE WHEN i = 1 THEN 'asked' ELSE 'closed' END, m.at, m.at FROM series JOIN moment m ON m.hour = -1 - i % 700 WHERE i <= {people} / 10;

INSERT INTO support_message (thread_id, person_id, organiser_id, is_answer, words, sent_at)
    SELECT t.id, t.person_id, NULL, false, 'Where is the toilet?', t.asked_at FROM support_thread t;

INSERT INTO market_day_notice (market_day_id, starts_at, ends_at, stalls, notified_at)
    SELECT y.id, m.at, e.at, 5, m.at FROM market_day y JOIN moment m ON m.day = y.day AND m.hour % 24 = 0 AND m.hour < 0 JOIN moment e ON e.hour = m.hour + 4;

INSERT INTO picture (hash, width, height, data) VALUES ('{hex}', 1, 1, 'x');

INSERT INTO pdf (hash, data) VALUES ('{hex}', 'x');

INSERT INTO licence_document (id, stall_id, kind, number, picture_hash, sent_at, checked_at, checked_until, replaced_at)
    SELECT row_number() OVER (ORDER BY stall_id, day), stall_id, 'hawker', '1', '{hex}', closed_at, closed_at, day,
    CASE WHEN day = (SELECT MAX(day) FROM day_close later WHERE later.stall_id = day_close.stall_id) THEN NULL ELSE closed_at END
    FROM day_close;

INSERT INTO licence_fee (stall_id, month, amount, currency, receipt, paid_on, starts, entered_at)
    SELECT stall_id, day, 1000, 'MYR', '', day, false, closed_at FROM day_close;

INSERT INTO licence_card (stall_id, code, made_at) SELECT stall_id, 'L' || stall_id, MIN(closed_at) FROM day_close GROUP BY stall_id;

UPDATE "drop" SET picture_hash = '{hex}' WHERE stall_id = 7;

INSERT INTO dossier_link (stall_id, code_hash, licence, seller, photos, made_at, until, opened)
    SELECT id, CASE id WHEN 7 THEN '{dossier_hash}' ELSE 'l' || id END, true, true, true, {now}, {tomorrow}, 0 FROM stall;

INSERT INTO payee (stall_id, payload, name, set_by, set_at, confirmed_at) VALUES (7, '00020101021126470014A0000006150001010650166402150000001234567895204599953034585802MY5911OMBAK PRINT6013KOTA KINABALU6304F058', 'ROS', 7, {start}, {start});

INSERT INTO reminder (id, person_id, words, at, zone, state, made_at) VALUES ({people}, 300, 'buns', {tomorrow}, 'Asia/Kuching', 'draft', {now});

-- Drops ahead: the same number at every size

INSERT INTO stall_day (market_day_id, alley_id, day, stall_id, state, starts_at, ends_at, made_at)
    SELECT y.id, y.alley_id, y.day, (i - 1) % {stalls} + 1, 'on', MIN(m.at), MAX(e.at), {start}
    FROM series JOIN moment m ON m.hour = 30 + i * 5 JOIN moment e ON e.hour = m.hour + 4
    JOIN market_day y ON y.alley_id = (i - 1) % {stalls} % {alleys} + 1 AND y.day = m.day WHERE i <= {ahead} AND i <> 57
    GROUP BY y.id, y.alley_id, y.day, (i - 1) % {stalls} + 1;

INSERT INTO "drop" (id, stall_day_id, placed_at, live_announced, code, stall_id, alley_id, name, words, language, policy, per_person, skips, fitting, weighing, deposit, refund_until,
    state, reason, opens_at, draws_at, starts_at, ends_at, published_at, created_at, revision)
    SELECT {drops} + i, CASE i WHEN 57 THEN NULL ELSE y.id END, CASE i WHEN 57 THEN NULL ELSE o.at END, false, 'C' || i, (i - 1) % {stalls} + 1, (i - 1) % {stalls} % {alleys} + 1, 'Coming ' || i, '', 'ms', CASE WHEN i IN (58, 59) THEN 'draw' ELSE 'queue' END, 2, 2, 'fit', 'equal',
    CASE i % 3 WHEN 0 THEN 500 ELSE 0 END, CASE i % 3 WHEN 0 THEN m.at END, CASE i WHEN 57 THEN 'draft' WHEN 56 THEN 'paused' ELSE 'published' END, '', o.at,
    CASE WHEN i IN (58, 59) THEN m.at END, m.at, e.at, o.at, o.at, 0
    FROM series JOIN moment m ON m.hour = 30 + i * 5 JOIN moment e ON e.hour = m.hour + 4 JOIN moment o ON o.hour = -48 - i
    LEFT JOIN stall_day y ON y.stall_id = (i - 1) % {stalls} + 1 AND y.alley_id = (i - 1) % {stalls} % {alleys} + 1 AND y.day = m.day WHERE i <= {ahead};

INSERT INTO pitch (alley_id, code, metres, socket, access) SELECT a.id, 'A' || i, 3, true, false FROM alley a CROSS JOIN series WHERE i <= 12 ORDER BY a.id, i;

INSERT INTO pitch_day (stall_day_id, pitch_id, market_day_id, alley_id)
    SELECT y.id, (y.alley_id - 1) * 12 + y.place, y.market_day_id, y.alley_id
    FROM (SELECT id, market_day_id, alley_id, ROW_NUMBER() OVER (PARTITION BY market_day_id ORDER BY id DESC) AS place FROM stall_day) y WHERE y.place <= 10;

INSERT INTO drop_series (id, stall_id, alley_id, name, message, words, language, policy, fitting, skips, deposit, rule, first_day, skipped, state, due_at, made_at)
    SELECT i, i, (i - 1) % {alleys} + 1, 'Series ' || i, '{{"stock_lines": [{{"start": "18:00", "end": "22:00"}}, {{"name": "Series", "quantity": 5, "price": 850}}], "components": []}}', '', 'ms', 'queue', 'fit', 2, 0,
    'FREQ=WEEKLY;BYDAY=SA', '2026-01-03', '', 'running', CASE i WHEN 7 THEN {now} ELSE {tomorrow} END, {start} FROM series WHERE i <= {stalls};

UPDATE "drop" SET series_id = stall_id, series_day = '2020-01-01' WHERE id > {drops} AND id <= {drops} + 5;

INSERT INTO stop (id, market_day_id, kind, reason, place, began_at, final_at)
    SELECT 1, y.market_day_id, 'called_off', 'weather', '', {now}, {tomorrow} FROM stall_day y JOIN "drop" d ON d.stall_day_id = y.id WHERE d.id = {drops} + 31;

INSERT INTO stop (id, market_day_id, kind, reason, place, began_at, final_at)
    SELECT 2, y.market_day_id, 'called_off', 'weather', '', {day_before}, {now} FROM stall_day y JOIN "drop" d ON d.stall_day_id = y.id WHERE d.id = {drops} + 33;

UPDATE "drop" SET stop_id = 1 WHERE id = {drops} + 31;

INSERT INTO task_list (id, alley_id, kind, began_at) VALUES (1, 2, 'take_down', {now}), (2, 3, 'take_down', {now});

INSERT INTO task (id, list_id, code, due_at, needs_photo, settled_at) VALUES (1, 1, 'bins_emptied', {tomorrow}, FALSE, NULL), (2, 1, 'way_swept', {tomorrow}, TRUE, NULL), (3, 1, 'sales_over', {now}, FALSE, {now}), (4, 2, 'way_swept', {now}, FALSE, {now});

UPDATE "drop" SET stop_id = 2 WHERE id = {drops} + 33;

INSERT INTO roster (stall_day_id, parts, notified_at) SELECT id, 1, {now} FROM stall_day WHERE stall_id IN (7, 8);

INSERT INTO shift (id, stall_day_id, part, person_id, held_since, offered_at) SELECT stall_day_id * 2, stall_day_id, 0, {helper}, {now}, {now} FROM roster;

INSERT INTO shift (id, stall_day_id, part) SELECT stall_day_id * 2 + 1, stall_day_id, 0 FROM roster;

INSERT INTO drop_tag (drop_id, tag) SELECT {drops} + i, 'tag' || (i % 9) FROM series WHERE i <= {ahead};

INSERT INTO item (id, drop_id, position, name, unit, price, loan_deposit, quantity, booked, held, waiting, next_number, offered, announced_units, allergens, sold, marks)
    SELECT {drops} * {items} + i, {drops} + (i - 1) / {items} + 1, (i - 1) % {items} + 1, 'Item ' || i, 'box', 850, 200, 15, 12, 3, 5, 21, true, 0, '', 0, 0
    FROM series WHERE i <= {ahead} * {items};

INSERT INTO entry (id, item_id, person_id, number, remainder, units, split, skipped, weight, state, joined_at)
    SELECT {past_entries} + s.i, t.id, 100 + (s.i * 13) % ({people} - 200), (s.i - 1) % 20 + 1, 0, 1, false, 0, 1,
    CASE WHEN (s.i - 1) % 20 < 12 THEN 'booked' WHEN (s.i - 1) % 20 < 15 THEN 'held' ELSE 'waiting' END, {day_before}
    FROM series s JOIN item t ON t.id = {drops} * {items} + (s.i - 1) / 20 + 1 JOIN "drop" d ON d.id = t.drop_id
    WHERE s.i <= {ahead} * {items} * 20 AND d.policy = 'queue' AND d.state <> 'draft';

INSERT INTO hold (id, entry_id, item_id, person_id, units, given_at, until, state)
    SELECT id, id, item_id, person_id, 1, joined_at, {tomorrow}, CASE state WHEN 'held' THEN 'live' ELSE 'booked' END FROM entry WHERE id > {past_entries} AND state IN ('booked', 'held');

INSERT INTO booking (id, hold_id, item_id, person_id, units, price, loan_deposit, collected, coming, state, booked_at)
    SELECT id, id, item_id, person_id, 1, 850, 200, 0, false, 'booked', given_at FROM hold WHERE id > {past_entries} AND state = 'booked';

INSERT INTO ticket (id, code, kind, booking_id, person_id, made_at) SELECT id, 'T' || id, 'pickup', id, person_id, booked_at FROM booking WHERE id > {past_entries};

INSERT INTO live_session (id, drop_id, letters, minutes, word, started_at)
    SELECT id, id, 'zz', 5, '', opens_at FROM "drop" WHERE id = {drops} + 11;

UPDATE item SET live_minutes = 5 WHERE drop_id = {drops} + 11;

UPDATE item SET booked = 0, held = 0, waiting = 0, next_number = 1, sold = 0 WHERE drop_id IN (SELECT id FROM "drop" WHERE id > {drops} AND (policy = 'draw' OR state = 'draft'));

INSERT INTO deposit (id, hold_id, booking_id, stall_id, person_id, units, amount, currency, way, reference, state, refund_until, asked_at, said_at, paid_at)
    SELECT h.id, h.id, CASE h.state WHEN 'booked' THEN h.id END, d.stall_id, h.person_id, 1, 500, 'MYR', 'bank', 'L' || h.id,
    CASE h.state WHEN 'booked' THEN 'paid' ELSE 'said' END, d.starts_at, h.given_at, h.given_at, CASE h.state WHEN 'booked' THEN h.given_at END
    FROM hold h JOIN item t ON t.id = h.item_id JOIN "drop" d ON d.id = t.drop_id WHERE d.deposit > 0 AND h.id > {past_entries};

INSERT INTO transfer (deposit_id, stall_id, kind, round, debit, credit, amount, currency, made_at)
    SELECT id, stall_id, 'received', 0, 'bank', 'deposits', 500, 'MYR', paid_at FROM deposit WHERE id > {past_entries} AND state = 'paid';

INSERT INTO picture_print (id, digest, shade, tiles, sent_at) SELECT id, 'L' || id, id % 4000, 'x', asked_at FROM deposit;

INSERT INTO screenshot (id, deposit_id, person_id, print_id, picture_hash, sent_at)
    SELECT id, id, person_id, id, CASE state WHEN 'said' THEN '{hex}' END, asked_at FROM deposit WHERE person_id IS NOT NULL;

-- One drop and two draws with a tenth of all people

UPDATE item SET quantity = {crowd_size}, booked = {crowd_size}, held = 0, waiting = {crowd_size}, next_number = {crowd_size} * 2 + 1 WHERE id = {crowded_item};

DELETE FROM ticket WHERE booking_id IN (SELECT id FROM booking WHERE item_id = {crowded_item});

DELETE FROM booking WHERE item_id = {crowded_item};

DELETE FROM hold WHERE item_id = {crowded_item};

DELETE FROM entry WHERE item_id = {crowded_item};

INSERT INTO entry (id, item_id, person_id, number, remainder, units, split, skipped, weight, state, joined_at)
    SELECT {crowded_entries} + i, {crowded_item}, 200 + i, i, 0, 1, false, 0, 1, CASE WHEN i <= {crowd_size} THEN 'booked' ELSE 'waiting' END, {day_before}
    FROM series WHERE i <= {crowd_size} * 2;

INSERT INTO hold (id, entry_id, item_id, person_id, units, given_at, until, state)
    SELECT id, id, item_id, person_id, 1, joined_at, {tomorrow}, 'booked' FROM entry WHERE item_id = {crowded_item} AND state = 'booked';

INSERT INTO booking (id, hold_id, item_id, person_id, units, price, loan_deposit, collected, coming, state, booked_at)
    SELECT id, id, item_id, person_id, 1, 850, 200, 0, false, 'booked', given_at FROM hold WHERE item_id = {crowded_item};

INSERT INTO ticket (id, code, kind, booking_id, person_id, made_at)
    SELECT id, 'T' || id, 'pickup', id, person_id, booked_at FROM booking WHERE item_id = {crowded_item};

INSERT INTO notification (person_id, kind, about, payload, priority, due_at, send_at, late_after, tries, state, reason)
    SELECT person_id, 'MarketDayNear', 'booking:' || id, '{near}', 2, {tomorrow}, {tomorrow}, {tomorrow}, 0, 'queued', '' FROM booking WHERE item_id = {crowded_item};

INSERT INTO entry (id, item_id, person_id, remainder, units, split, skipped, weight, pseudonym, state, joined_at)
    SELECT {crowded_entries} + {crowd_size} * 2 + i, {open_draw}, 200 + i, 0, 1, false, 0, 1, NULL, 'waiting', {day_before} FROM series WHERE i <= {crowd_size};

INSERT INTO entry (id, item_id, person_id, remainder, units, split, skipped, weight, pseudonym, state, joined_at)
    SELECT {crowded_entries} + {crowd_size} * 3 + i, {closed_draw}, 200 + i, 0, 1, false, 0, 1, 'p-' || i, 'waiting', {day_before} FROM series WHERE i <= {crowd_size};

UPDATE item SET waiting = {crowd_size} WHERE id IN ({open_draw}, {closed_draw});

INSERT INTO draw (item_id, name, secret, commitment, opened_at, entries, beacon, signature)
    VALUES ({open_draw}, 'open', '{hex}', '{hex}', {day_before}, 0, 'local', '');

INSERT INTO draw (item_id, name, secret, commitment, opened_at, closed_at, entries, root, beacon, round, signature)
    VALUES ({closed_draw}, 'closed', '{hex}', '{hex}', {day_before}, {now}, {crowd_size}, '{hex}', 'local', 2000, '');
INSERT INTO shown (person_id, address_id, message, kind, subject_id, item_id, form, picture, digest, marks, quiet_until, tries, shown_at)
SELECT t.person_id, a.id, t.id, 'ticket', t.id, b.item_id, '', '', '', 1, t.made_at, 0, t.made_at
FROM ticket t JOIN booking b ON b.id = t.booking_id JOIN address a ON a.person_id = t.person_id;
UPDATE shown SET due_at = {now} WHERE id % 500 = 0;

INSERT INTO notification (id, person_id, kind, about, payload, priority, due_at, send_at, late_after, tries, state, reason)
    VALUES (1099511627776, 7, 'StallWeek', 'week', '{week}', 2, {now}, {now}, {tomorrow}, 0, 'queued', '')
