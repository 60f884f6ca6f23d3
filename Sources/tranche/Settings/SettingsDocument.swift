/// The manual page of the settings, made from the table, so that it cannot be behind it.
enum SettingsDocument {
  static func text() -> String {
    let defaults = Settings()
    let rows = SettingsTable.all.map { setting in
      "| `\(setting.key)` | `\(setting.show(defaults))` | \(setting.summary) | \(setting.expected) |"
    }
    return header + rows.joined(separator: "\n") + "\n" + footer
  }

  private static let header = """
    # Settings

    This page is generated: `tranche settings --document > docs/settings.md`.

    The file is `$XDG_CONFIG_HOME/tranche/config.toml` (`~/.config/tranche/config.toml`), or the one named
    with `--config`. It is TOML, belongs to you, and is closed to others (`chmod 600`); a wider mode is
    refused. A key that is unknown and a value of the wrong kind are refused with their line: a limit with a
    slip in its name would be no limit. `tranche settings` prints what is in force and where each value came
    from.

    A limit has two levels: above *warn* it is shown and has to be acknowledged, above *block* the order is
    refused whole. `"off"` turns a level off. The screen cannot raise a limit. At `--speed N` the quote's age
    may be N times as much, for quotes age by the world clock. Real money (`--live`) is refused unless the file
    itself sets `limits.order_notional.block`, `limits.slice_notional.block` and `limits.all_day_notional.block`.

    A broker's keys never stand in this file. They come from `APCA_API_KEY_ID` and `APCA_API_SECRET_KEY`, or
    from a file of their own (`alpaca.keys`, `alpaca.live_keys`): two lines, `key = "…"` and `secret = "…"`, a
    plain file of yours that is closed to others (`chmod 600`).

    | key | default | what it does | values |
    | --- | --- | --- | --- |

    """

  private static let footer = """

    ## Example

    ```toml
    desk = "eq1"
    theme = "light"
    bell = "all"

    [limits]
    order_notional = { warn = 500_000, block = 5_000_000 }
    orders_per_minute = { warn = 50, block = 80 }

    [breaker]
    quiet_period = "10m"
    ```

    """
}
