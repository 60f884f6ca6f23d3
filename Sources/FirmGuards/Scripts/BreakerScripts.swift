#if FIRM_GUARDS
  extension FirmScript {
    /// Arguments: who, the reason, the particulars, the time as a number to sort by.
    static let trip = FirmScript(
      key: .breaker,
      body: """
        local by, reason, details, score = ARGV[5], ARGV[6], ARGV[7], ARGV[8]
        local breaker, fault = record(KEYS[1])
        if not breaker then return {'unreadable', fault} end
        if breaker.state == 'TRIPPED' then return {'already'} end
        if breaker.state ~= 'OPEN' and breaker.state ~= 'QUIET_PERIOD' then
          return {'unreadable', 'state ' .. breaker.state}
        end

        breaker.trip_count_today = counted(breaker.tripped_at, breaker.trip_count_today) + 1
        breaker.state, breaker.tripped_at, breaker.trip_reason, breaker.trip_details = 'TRIPPED', now, reason, details
        breaker.reset_at, breaker.reset_by = cjson.null, cjson.null
        redis.call('SET', KEYS[1], written(breaker))

        local entry = cjson.encode({tripped_at = now, trip_reason = reason, trip_details = details, operator = by})
        return {'done', complaint(
          redis.pcall('PUBLISH', channel, KEYS[1]),
          redis.pcall('ZADD', KEYS[2], score, entry),
          redis.pcall('ZREMRANGEBYRANK', KEYS[2], 0, -1 - history_limit))}
        """)

    /// Arguments: who, the last second of the server's clock at which it may still happen, when the trip
    /// happened that is meant.
    static let reset = FirmScript(
      key: .breaker,
      body: """
        local by, latest, seen = ARGV[5], tonumber(ARGV[6]), ARGV[7]
        local breaker, fault = record(KEYS[1])
        if not breaker then return {'unreadable', fault} end
        if breaker.state == 'OPEN' or breaker.state == 'QUIET_PERIOD' then return {'not'} end
        if breaker.state ~= 'TRIPPED' then return {'unreadable', 'state ' .. breaker.state} end
        if stamp(breaker.tripped_at) ~= seen then return {'changed'} end
        if tonumber(redis.call('TIME')[1]) > latest then return {'late'} end

        redis.call('PUBLISH', channel, KEYS[1])
        breaker.state, breaker.reset_at, breaker.reset_by = 'QUIET_PERIOD', now, by
        redis.call('SET', KEYS[1], written(breaker))
        return {'done', ''}
        """)

    /// Arguments: the second before which a reset must lie for its quiet period to be over.
    ///
    /// Every reader judges by the time and needs no word for it; this is for people who look at the record,
    /// and for programs that go by the word. The time of the reset stays: a desk with a longer quiet period
    /// than the one that writes this goes on counting from it.
    static let open = FirmScript(
      key: .breaker,
      body: """
        local breaker, fault = record(KEYS[1])
        if not breaker then return {'unreadable', fault} end
        local reset = seconds(breaker.reset_at)
        if breaker.state ~= 'QUIET_PERIOD' or not reset or reset >= ARGV[5] then return {'not'} end

        redis.call('PUBLISH', channel, KEYS[1])
        breaker.state = 'OPEN'
        redis.call('SET', KEYS[1], written(breaker))
        return {'done', ''}
        """)
  }
#endif
