-- Leases send times of one limit, by the rules of `MemoryStore`. Times are Redis' own, in microseconds.
-- KEYS: the limit, its clients
-- ARGV: who asks, how many times, how long one request takes, how long nothing is to be sent (-1: not said)
local SECOND = 1000000
local AHEAD = 4 * SECOND

local clock = redis.call('TIME')
local now = clock[1] * SECOND + clock[2]
local wanted = tonumber(ARGV[2])
local spacing, hold = tonumber(ARGV[3]), tonumber(ARGV[4])

local known = redis.call('HMGET', KEYS[1], 'free', 'gate', 'factor', 'clean', 'asked')
local asked = tonumber(known[5] or now)
if now < asked - SECOND then
    -- The clock was set back, or that of another server counts now: what is known is of no use.
    known = {}
    redis.call('DEL', KEYS[2])
end
-- What is not known may have been lost, and leased before that.
local free = tonumber(known[1] or now + SECOND)
local gate = tonumber(known[2] or 0)
local factor = tonumber(known[3] or 1)
local clean = tonumber(known[4] or 0)
if now > asked + 120 * SECOND then factor = 1 end

redis.call('ZADD', KEYS[2], now, ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now - 10 * SECOND)
local clients = redis.call('ZCARD', KEYS[2])

if hold >= 0 then
    if now + hold > gate + SECOND / 5 then
        factor, clean = math.max(0.1, 0.985 * factor), 0
    end
    gate = math.max(gate, now + hold)
    free = math.max(free, gate)
end

local step = math.max(1, math.ceil(spacing / factor))
local start = math.max(now, free)
local times = 0
if start <= now + AHEAD then
    local least = math.min(4, math.floor(AHEAD / step))
    local share = math.ceil(SECOND / 4 / step / clients)
    times = math.max(1, math.min(wanted, math.max(least, share)))
    free = start + times * step
    clean = clean + times
    if clean >= 400 then factor, clean = math.min(1, 1.01 * factor), 0 end
end

local function whole(number) return string.format('%.0f', number) end
redis.call('HSET', KEYS[1], 'free', whole(free), 'gate', whole(gate), 'factor', tostring(factor),
    'clean', clean, 'asked', whole(now))
-- A day: what is missing may be lost, and who asks has to wait for it.
redis.call('EXPIRE', KEYS[1], 86400)
redis.call('EXPIRE', KEYS[2], 60)
local wait = start - now
if times == 0 then wait = wait - AHEAD / 2 end
return { times, wait, step, clients }
