/// What can be traded here: thirty large names and a few funds. Everything else is unknown, as a ticker with
/// a typing error is.
enum AssetList {
  struct Asset {
    let symbol: String
    let name: String
    let exchange: String
  }

  static let all: [Asset] =
    table.split(separator: "\n").map { line in
      let fields = line.split(separator: "|").map(String.init)
      precondition(fields.count == 3, "a row of the assets has three fields: \(line)")
      return Asset(symbol: fields[0], name: fields[2], exchange: fields[1])
    }

  private static let bySymbol = Dictionary(uniqueKeysWithValues: all.map { ($0.symbol, $0) })
  private static let byID = Dictionary(uniqueKeysWithValues: all.map { (id(of: $0.symbol), $0) })

  static func asset(_ symbol: String) -> Asset? { bySymbol[symbol] }

  /// By ticker or by id, as paths name it.
  static func asset(named name: String) -> Asset? { bySymbol[name] ?? byID[name.lowercased()] }

  static func id(of symbol: String) -> String { WireID.uuid("asset:\(symbol)") }

  private static let table = """
    AAPL|NASDAQ|Apple Inc. Common Stock
    MSFT|NASDAQ|Microsoft Corporation Common Stock
    NVDA|NASDAQ|NVIDIA Corporation Common Stock
    AMZN|NASDAQ|Amazon.com, Inc. Common Stock
    GOOGL|NASDAQ|Alphabet Inc. Class A Common Stock
    META|NASDAQ|Meta Platforms, Inc. Class A Common Stock
    AVGO|NASDAQ|Broadcom Inc. Common Stock
    TSLA|NASDAQ|Tesla, Inc. Common Stock
    COST|NASDAQ|Costco Wholesale Corporation Common Stock
    NFLX|NASDAQ|Netflix, Inc. Common Stock
    AMD|NASDAQ|Advanced Micro Devices, Inc. Common Stock
    CSCO|NASDAQ|Cisco Systems, Inc. Common Stock
    SIRI|NASDAQ|Sirius XM Holdings Inc. Common Stock
    BRK.B|NYSE|Berkshire Hathaway Inc. Class B
    JPM|NYSE|JPMorgan Chase & Co.
    V|NYSE|Visa Inc.
    MA|NYSE|Mastercard Incorporated
    LLY|NYSE|Eli Lilly and Company
    WMT|NYSE|Walmart Inc.
    XOM|NYSE|Exxon Mobil Corporation
    JNJ|NYSE|Johnson & Johnson
    PG|NYSE|The Procter & Gamble Company
    HD|NYSE|The Home Depot, Inc.
    ORCL|NYSE|Oracle Corporation
    BAC|NYSE|Bank of America Corporation
    KO|NYSE|The Coca-Cola Company
    IBM|NYSE|International Business Machines Corporation
    GE|NYSE|GE Aerospace
    F|NYSE|Ford Motor Company
    GME|NYSE|GameStop Corp.
    SPY|ARCA|SPDR S&P 500 ETF Trust
    IWM|ARCA|iShares Russell 2000 ETF
    GLD|ARCA|SPDR Gold Shares
    QQQ|NASDAQ|Invesco QQQ Trust
    """
}
