internal import ArgumentParser
internal import DeskModel
internal import SlicingCore

/// `tranche plan`: the plan an order would get, and nothing else. It needs no state folder and sends nothing.
struct PlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan", abstract: "Prints the plan of an order and sends nothing.",
    discussion: """
      An order:  buy 12000 AAPL over 30m every 1m limit 187.50 tif day start 14:30

      Exits 65 where the order, or any plan for it, is refused. A limit is only a note here.
      """)

  @Argument(help: ArgumentHelp("The order.", valueName: "order"))
  var order: String

  @OptionGroup var options: SettingsOptions

  @Flag(help: "Print JSON.")
  var json = false

  func run() throws {
    let settings = try options.load().values
    let request = try OrderText.parse(order)
    let now = WallTime.now()
    let plan = try PlanCommand.plan(request, settings: settings, now: now)
    if json { return StandardOutput.say(plan.json.pretty) }
    StandardOutput.say(PlanText.text(of: plan))
    for note in PlanNotes.notes(on: plan, settings: settings, now: now) {
      StandardOutput.say("note: \(note)")
    }
  }

  private static func plan(_ request: OrderRequest, settings: Settings, now: Instant) throws(CommandFailure)
    -> Plan
  {
    let context = PlanContext(now: now, desk: settings.desk, close: NewYork.endOfDay(NewYork.date(of: now)))
    do throws(PlanError) {
      return try TWAPSlicer.plan(request, context: context)
    } catch {
      throw CommandFailure(.refused, error.words)
    }
  }
}

/// An order given as an argument.
enum OrderText {
  static func parse(_ text: String) throws(CommandFailure) -> OrderRequest {
    do throws(RequestError) {
      return try OrderLine.parse(text)
    } catch {
      throw CommandFailure(.refused, error.words)
    }
  }
}

/// A plan for people.
enum PlanText {
  static func text(of plan: Plan) -> String {
    let rows = plan.slices.map { slice in
      ["\(slice.number + 1)", NewYork.clock(slice.due), slice.quantity.description, slice.id.text]
    }
    let count = plan.slices.count
    return """
      \(OrderLine.text(of: plan.request))
      \(count) \(count == 1 ? "slice" : "slices"), \(plan.request.interval) apart, \
      ends \(NewYork.clock(plan.end)) ET on \(plan.tradeDate); order \(plan.parentID)

      \(TextTable(["#", "due ET", "shares", "client_order_id"], rows, rightAligned: [0, 2]).text)
      """
  }
}

/// What the limits would say of a plan. There is no market to ask, so only what needs no quote is said.
enum PlanNotes {
  static func notes(on plan: Plan, settings: Settings, now: Instant) -> [String] {
    let limits = settings.limits
    var notes: [String] = []
    let largest = plan.slices.map(\.quantity).max() ?? .zero
    note(plan.request.quantity, limits.orderShares, .orderShares, &notes)
    if let price = plan.request.type.limitPrice ?? plan.request.type.stopPrice {
      note(price * plan.request.quantity, limits.orderNotional, .orderNotional, &notes)
      note(price * largest, limits.sliceNotional, .sliceNotional, &notes)
    }
    return notes
  }

  private static func note<Value: Comparable & CustomStringConvertible>(
    _ value: Value, _ limit: Limit<Value>, _ rule: LimitRule, _ notes: inout [String]
  ) {
    if let block = limit.block, value > block {
      notes.append("would be refused: \(rule.words) \(value) is over \(block)")
    } else if let warn = limit.warn, value > warn {
      notes.append("would ask first: \(rule.words) \(value) is over \(warn)")
    }
  }
}
