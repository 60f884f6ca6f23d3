#if FIRM_GUARDS
  internal import SlicingCore

  /// What is said over one connection. Each call is finished, or has failed, within the connection's limits.
  struct FirmDialogue {
    let connection: RedisConnection
    let quietPeriod: TimeSpan

    // MARK: Reading

    /// Both records, in one exchange.
    ///
    /// Each is asked for by its first bytes, because a mistake of another program may have left a gigabyte
    /// there, and every desk would fetch it ten times a second. `ROLE`, because a replica's copy may be old,
    /// and a server can become one at any time.
    func status() throws(RedisFailure) -> FirmStatus {
      var commands = [["TIME"], ["ROLE"]]
      for key in FirmKey.allCases {
        commands.append(["TYPE", key.rawValue])
        commands.append(["GETRANGE", key.rawValue, "0", String(FirmKey.longestRecord)])
      }
      let replies = try connection.exchange(commands)
      let now = try FirmDialogue.time(replies[0])
      try FirmDialogue.expectMaster(replies[1])
      let kill = try FirmDialogue.bytes(kind: replies[2], value: replies[3])
      let breaker = try FirmDialogue.bytes(kind: replies[4], value: replies[5])
      return FirmStatus(
        kill: kill.flatMap { bytes in
          Result { () throws(RecordFault) in try KillRecord(bytes) }
        },
        breaker: breaker.flatMap { bytes in
          Result { () throws(RecordFault) in try BreakerRecord(bytes) }
        },
        at: now)
    }

    private static func time(_ reply: RedisReply) throws(RedisFailure) -> Instant {
      if case .error(let words) = reply { throw .refused(ForeignText.line(words)) }
      guard let texts = reply.texts, texts.count == 2, let seconds = Int64(texts[0]),
        let micros = Int64(texts[1]), (0..<1_000_000_000_000).contains(seconds)
      else { throw .malformed }
      return Instant(microseconds: seconds * 1_000_000 + micros)
    }

    private static func expectMaster(_ reply: RedisReply) throws(RedisFailure) {
      if case .error(let words) = reply { throw .refused(ForeignText.line(words)) }
      guard case .list(let parts) = reply, let role = parts.first?.text else { throw .malformed }
      guard role == "master" else { throw .notMaster(ForeignText.line(role)) }
    }

    private static func bytes(
      kind: RedisReply, value: RedisReply
    ) throws(RedisFailure) -> Result<[UInt8], RecordFault> {
      switch (kind, value) {
      case (.error(let words), _): throw .refused(ForeignText.line(words))
      case (.status("none"), _): return .failure(.missing)
      case (.status("string"), .bytes(let bytes)): return .success(bytes)
      case (.status("string"), .error(let words)): throw .refused(ForeignText.line(words))
      case (.status(let kind), _): return .failure(.kind(ForeignText.line(kind)))
      default: throw .malformed
      }
    }

    // MARK: Acts

    /// Carries an act out.
    ///
    /// The record is read first, by the reader that all desks have: the one on the server takes a field that
    /// stands twice, and NaN, and would turn a record that nobody can read into one that allows trading.
    func perform(
      _ act: FirmAct, knowing knowledge: inout FirmKnowledge
    ) throws(FirmActFailure) -> FirmOutcome {
      let status: FirmStatus
      do { status = try self.status() } catch { throw .link(error, mayBeDone: false) }
      let stamp = try FirmDialogue.stamp(for: act, in: status, knowing: knowledge)
      let outcome: FirmOutcome
      do {
        outcome = try carryOut(act, at: status.at, stamp: stamp)
      } catch {
        if case .link(_, mayBeDone: true) = error { knowledge.own.note(act, at: status.at) }
        throw error
      }
      if case .done = outcome { knowledge.own.note(act, at: status.at) }
      return outcome
    }

    /// When the present halt or trip began, as the record has it; throws where the record cannot be read, or
    /// holds another than the one that is meant.
    private static func stamp(
      for act: FirmAct, in status: FirmStatus, knowing knowledge: FirmKnowledge
    ) throws(FirmActFailure) -> String {
      do throws(RecordFault) {
        switch act.key {
        case .killSwitch:
          let record = try status.kill.get()
          if act.stopsTrading || knowledge.covers(record.engagement) { return record.stamp }
        case .breaker:
          let record = try status.breaker.get()
          if act.stopsTrading || knowledge.covers(record.state) { return record.stamp }
        }
      } catch {
        throw .refused(.blockedAnyway(act.key, error))
      }
      throw .refused(act.refusalOfAnother)
    }

    private func carryOut(
      _ act: FirmAct, at now: Instant, stamp: String
    ) throws(FirmActFailure) -> FirmOutcome {
      let command = act.script.command(FirmStamp(now), act.arguments(now, stamp: stamp))
      let reply: RedisReply
      do { reply = try connection.exchange([command])[0] } catch { throw .link(error, mayBeDone: true) }
      if case .error(let words) = reply { throw .refused(.refused(ForeignText.line(words))) }
      guard let texts = reply.texts, let word = texts.first else { throw .link(.malformed, mayBeDone: true) }
      return try outcome(word, texts.count > 1 ? texts[1] : "", of: act)
    }

    private func outcome(
      _ word: String, _ rest: String, of act: FirmAct
    ) throws(FirmActFailure) -> FirmOutcome {
      switch word {
      case "done": return .done(remark: rest.isEmpty ? nil : ForeignText.line(rest))
      case "already": return .already
      case "not": throw .refused(act.refusalOfNothing)
      case "unreadable": throw .refused(.blockedAnyway(act.key, RecordFault(code: rest)))
      case "changed": throw .refused(act.refusalOfAnother)
      case "late": throw .refused(.late)
      default: throw .link(.malformed, mayBeDone: true)
      }
    }

    /// Writes OPEN where the quiet period is over. A server that refuses is no failure: the record goes on
    /// saying QUIET_PERIOD, and every reader goes by the time.
    func openAfterQuiet(at now: Instant) throws(RedisFailure) {
      let before = FirmStamp.seconds(now - quietPeriod)
      _ = try connection.exchange([FirmScript.open.command(FirmStamp(now), [before])])
    }
  }

  extension FirmAct {
    /// There is nothing to undo, or to explain.
    fileprivate var refusalOfNothing: FirmError {
      if case .explain = self { return .noSuchHalt }
      return key == .killSwitch ? .notEngaged : .notTripped
    }

    /// What stands there is not what is meant.
    fileprivate var refusalOfAnother: FirmError {
      if case .explain = self { .noSuchHalt } else { .changed(key) }
    }
  }
#endif
