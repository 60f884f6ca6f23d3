#if FIRM_GUARDS
  extension FirmScript {
    /// Arguments: who, why.
    static let engage = FirmScript(
      key: .killSwitch,
      body: """
        local by, reason = ARGV[5], ARGV[6]
        local kill, fault = record(KEYS[1])
        if not kill then return {'unreadable', fault} end
        if kill.state == 'ENGAGED' then return {'already'} end
        if kill.state ~= 'ACTIVE' then return {'unreadable', 'state ' .. kill.state} end

        kill.engagement_count_today = counted(kill.engaged_at, kill.engagement_count_today) + 1
        kill.state, kill.engaged_at, kill.engaged_by, kill.engagement_reason = 'ENGAGED', now, by, reason
        kill.disengaged_at, kill.disengaged_by = cjson.null, cjson.null
        redis.call('SET', KEYS[1], written(kill))

        local entry = cjson.encode({event = 'ENGAGED', timestamp = now, operator = by, reason = reason})
        return {'done', complaint(
          redis.pcall('PUBLISH', channel, KEYS[1]),
          redis.pcall('LPUSH', KEYS[2], entry),
          redis.pcall('LTRIM', KEYS[2], 0, history_limit - 1))}
        """)

    /// Arguments: who, why, when the halt began that is meant.
    ///
    /// Its reason and nothing else: who halted, and when, stays. Done twice it is done once, for an answer
    /// may be lost.
    static let explain = FirmScript(
      key: .killSwitch,
      body: """
        local by, reason, seen = ARGV[5], ARGV[6], ARGV[7]
        local kill, fault = record(KEYS[1])
        if not kill then return {'unreadable', fault} end
        if kill.state == 'ACTIVE' then return {'not'} end
        if kill.state ~= 'ENGAGED' then return {'unreadable', 'state ' .. kill.state} end
        if stamp(kill.engaged_at) ~= seen then return {'changed'} end
        if kill.engagement_reason == reason then return {'already'} end

        kill.engagement_reason = reason
        redis.call('SET', KEYS[1], written(kill))

        local entry = cjson.encode({event = 'EXPLAINED', timestamp = now, operator = by, reason = reason})
        return {'done', complaint(
          redis.pcall('PUBLISH', channel, KEYS[1]),
          redis.pcall('LPUSH', KEYS[2], entry),
          redis.pcall('LTRIM', KEYS[2], 0, history_limit - 1))}
        """)

    /// Arguments: who, why, the last second of the server's clock at which it may still happen, when the halt
    /// began that is meant.
    ///
    /// When it was engaged stays in the record: the next engagement is counted from it.
    static let disengage = FirmScript(
      key: .killSwitch,
      body: """
        local by, reason, latest, seen = ARGV[5], ARGV[6], tonumber(ARGV[7]), ARGV[8]
        local kill, fault = record(KEYS[1])
        if not kill then return {'unreadable', fault} end
        if kill.state == 'ACTIVE' then return {'not'} end
        if kill.state ~= 'ENGAGED' then return {'unreadable', 'state ' .. kill.state} end
        if stamp(kill.engaged_at) ~= seen then return {'changed'} end
        if tonumber(redis.call('TIME')[1]) > latest then return {'late'} end

        local entry = cjson.encode({event = 'DISENGAGED', timestamp = now, operator = by, reason = reason})
        redis.call('LPUSH', KEYS[2], entry)
        redis.call('LTRIM', KEYS[2], 0, history_limit - 1)
        redis.call('PUBLISH', channel, KEYS[1])

        kill.state, kill.disengaged_at, kill.disengaged_by = 'ACTIVE', now, by
        redis.call('SET', KEYS[1], written(kill))
        return {'done', ''}
        """)
  }
#endif
