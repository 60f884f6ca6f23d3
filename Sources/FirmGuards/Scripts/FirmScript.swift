#if FIRM_GUARDS
  /// A transition as the server carries it out: in one piece, with the comparison inside, so that of a
  /// hundred desks that halt at once one is the first.
  ///
  /// The scripts share an order of steps. What stops trading is written first, and a history that cannot be
  /// written stops nothing of it; what allows trading is written last, after everything that may fail. No
  /// script makes a record that is missing, or mends one that cannot be read: both stop every desk already,
  /// and a desk that was pointed at the wrong server must not be told that the firm has heard it.
  ///
  /// Each answers a list: a word, then what goes with it.
  /// - `done`, and what went wrong with the history, or an empty text
  /// - `already`: nothing changed
  /// - `not`: there was nothing to undo; nothing changed
  /// - `unreadable`, and why: nothing changed
  /// - `changed`: what stands there is not what was to be undone; nothing changed
  /// - `late`: the server got round to it too late; nothing changed
  struct FirmScript {
    let key: FirmKey
    let body: String

    /// The command that runs it. `arguments` follow those that all scripts share.
    func command(_ stamp: FirmStamp, _ arguments: [String]) -> [String] {
      ["EVAL", FirmScript.shared + body, "2", key.rawValue, key.history, FirmKey.channel]
        + [stamp.now, stamp.dayStart, stamp.dayEnd] + arguments
    }

    /// The fields that are the firm's, in Lua.
    private static let fields = """
      'state', 'engaged_at', 'engaged_by', 'engagement_reason', 'disengaged_at', 'disengaged_by',
      'engagement_count_today', 'tripped_at', 'trip_reason', 'trip_details', 'reset_at', 'reset_by',
      'trip_count_today'
      """

    /// Arguments: the channel, the time now, the trading date's first second and the one after its last.
    ///
    /// Times are compared as text, to the second, which is their order in UTC. A time in any other form
    /// counts as one of another day.
    private static let shared = """
      local channel, now, day_start, day_end = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
      local history_limit = \(FirmKey.historyLimit)

      local function record(key)
        local kind = redis.call('TYPE', key).ok
        if kind == 'none' then return nil, 'missing' end
        if kind ~= 'string' then return nil, 'kind ' .. kind end
        if redis.call('STRLEN', key) > \(FirmKey.longestRecord) then return nil, 'long' end
        local is_json, value = pcall(cjson.decode, redis.call('GET', key))
        if not is_json or type(value) ~= 'table' then return nil, 'garbage' end
        if type(value.state) ~= 'string' then return nil, 'stateless' end
        return value
      end

      local function seconds(time)
        if type(time) ~= 'string' then return nil end
        local text, zone = time:match('^(%d%d%d%d%-%d%d%-%d%dT%d%d:%d%d:%d%d)[%.%d]*(.+)$')
        if zone == 'Z' or zone == '+00:00' then return text end
      end

      local function stamp(time) return type(time) == 'string' and time or '' end

      local function counted(time, count)
        local at = seconds(time)
        if not at or at < day_start or at >= day_end or type(count) ~= 'number' then return 0 end
        return math.floor(math.min(math.max(count, 0), 1e6))
      end

      -- A field of another program that can be read but not written, like 1e999, is given up: it must not
      -- keep a halt from being recorded.
      local function written(record)
        local is_text, text = pcall(cjson.encode, record)
        if is_text then return text end
        local ours = {}
        for _, field in ipairs({\(FirmScript.fields)}) do ours[field] = record[field] end
        return cjson.encode(ours)
      end

      local function complaint(...)
        for _, reply in ipairs({...}) do
          if type(reply) == 'table' and reply.err then return reply.err end
        end
        return ''
      end


      """
  }
#endif
