"""Checks of the HTTP side. Each takes the venue and the stream's record; `FAULTS` names, for each, a fault
under which it has to fail."""
import concurrent.futures
import datetime
import decimal
import re

from alpaca.common.enums import Sort
from alpaca.data.requests import StockBarsRequest
from alpaca.data.timeframe import TimeFrame
from alpaca.trading.enums import OrderSide, OrderStatus, QueryOrderStatus, TimeInForce
from alpaca.trading.requests import (
    ClosePositionRequest, GetAssetsRequest, GetCalendarRequest, GetOrdersRequest, ReplaceOrderRequest)

from support import equal, new_id, wait

TIME = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$")


def is_decimal(value):
    return isinstance(value, str) and re.fullmatch(r"-?\d+(\.\d*[1-9])?", value) is not None


def account(venue, record):
    account = venue.client.get_account()
    equal(account.status.value, "ACTIVE", "status")
    assert not (account.trading_blocked or account.account_blocked or account.trade_suspended_by_user)
    raw = venue.raw.get_account()
    for name in ("cash", "equity", "buying_power", "long_market_value", "initial_margin"):
        assert is_decimal(raw[name]), f"{name} is {raw[name]!r}"
    equal(venue.raw.get_account()["id"], raw["id"], "the account's id")


def clock(venue, record):
    clock = venue.client.get_clock()
    assert clock.is_open and clock.timestamp < clock.next_close < clock.next_open, clock
    raw = venue.raw.get_clock()
    assert re.fullmatch(r".*\.\d{9}-0[45]:00", raw["timestamp"]), raw
    equal(raw["next_close"][11:], "16:00:00-05:00", "the close of an ordinary day in November")


def calendar(venue, record):
    days = venue.client.get_calendar(GetCalendarRequest(start="2026-11-25", end="2026-12-01"))
    equal([(str(d.date), d.open.strftime("%H:%M"), d.close.strftime("%H:%M")) for d in days], [
        ("2026-11-25", "09:30", "16:00"), ("2026-11-27", "09:30", "13:00"),
        ("2026-11-30", "09:30", "16:00"), ("2026-12-01", "09:30", "16:00")], "sessions")


def assets(venue, record):
    listed = venue.client.get_all_assets(GetAssetsRequest(status="active"))
    assert len(listed) >= 30
    apple = venue.client.get_asset("AAPL")
    equal(venue.client.get_asset(str(apple.id)).symbol, "AAPL", "by id")
    assert apple.tradable and apple.shortable and not apple.fractionable
    equal(venue.refusal("get", "/assets/NOSUCH")[:3], (404, 40410000, "symbol not found: NOSUCH"))


def day_bars(venue, record):
    first = datetime.datetime(2026, 10, 26, tzinfo=datetime.timezone.utc)
    last = datetime.datetime(2026, 11, 12, 23, tzinfo=datetime.timezone.utc)
    asked = {"timeframe": TimeFrame.Day, "start": first, "end": last}
    bars = venue.data.get_stock_bars(StockBarsRequest(symbol_or_symbols=["AAPL", "KO"], **asked)).data
    equal(sorted(bars), ["AAPL", "KO"])
    days = [bar.timestamp.astimezone(datetime.timezone.utc).isoformat() for bar in bars["AAPL"]]
    equal((days[0], days[-1], len(days)), ("2026-10-26T04:00:00+00:00", "2026-11-12T05:00:00+00:00", 14), "sessions")
    for bar in bars["AAPL"] + bars["KO"]:
        assert bar.low <= min(bar.open, bar.close) <= max(bar.open, bar.close) <= bar.high and bar.volume > 1e6, bar
    newest = StockBarsRequest(symbol_or_symbols="KO", limit=3, sort=Sort.DESC, **asked)
    equal(venue.data.get_stock_bars(newest).data["KO"], bars["KO"][::-1][:3], "the newest first")
    one = {"timeframe": "1Day", "start": "2026-11-02", "end": "2026-11-03T12:00:00Z", "limit": 1}
    page = venue.request("GET", "/v2/stocks/KO/bars", params=one).json()
    equal((page["symbol"], [type(page["bars"][0][n]) for n in "ov"]), ("KO", [float, int]), "raw types")
    assert TIME.match(page["bars"][0]["t"]), page
    rest = venue.request("GET", "/v2/stocks/KO/bars", params={**one, "page_token": page["next_page_token"]}).json()
    equal((rest["bars"][0]["t"], rest["next_page_token"]), ("2026-11-03T05:00:00Z", None), "the second page")
    equal(venue.request("GET", "/v2/stocks/KO/bars", params={**one, "timeframe": "1Min"}).status_code, 422)


def order_life(venue, record):
    id = new_id()
    order = venue.limit(1.5, id=id)
    equal(order.status, OrderStatus.PENDING_NEW, "answer")
    equal(venue.client.get_order_by_client_id(id).id, order.id, "by client id")
    odd = venue.limit(1.5, id=new_id() + " a b/c:d+e")
    equal(venue.client.get_order_by_client_id(odd.client_order_id).id, odd.id, "by an odd client id")
    equal(venue.client.get_order_by_id(order.id).status, OrderStatus.NEW, "once it works")
    assert order.id in [o.id for o in venue.client.get_orders()]
    venue.client.cancel_order_by_id(order.id)
    canceled = venue.settled(order.id)
    equal(canceled.status, OrderStatus.CANCELED, "after the cancel")
    assert canceled.canceled_at and canceled.filled_at is None
    refused = venue.refusal("delete", f"/orders/{order.id}")
    equal(refused[:3], (422, 42210000, 'order is already in "canceled" state'))
    venue.client.cancel_order_by_id(odd.id)


def order_list(venue, record):
    ids = [venue.limit(1.5 + n / 100, symbol=s).id for n, s in enumerate(("AAPL", "MSFT", "AAPL"))]
    def listed(**more):
        return [o.id for o in venue.client.get_orders(GetOrdersRequest(**more))]
    equal(listed(limit=3), ids[::-1], "the newest first")
    equal(listed(direction="asc", status=QueryOrderStatus.OPEN)[-3:], ids, "ascending")
    equal(listed(symbols=["MSFT"], limit=1), [ids[1]], "of a symbol")
    first = venue.client.get_order_by_id(ids[0])
    # Python keeps microseconds, and cuts; what was submitted within the same one is after it.
    assert set(ids[1:]) <= set(listed(after=first.submitted_at))
    assert ids[2] not in listed(until=first.submitted_at)
    raw = venue.request("GET", "/v2/orders", params={"after_order_id": ids[1], "status": "all"}).json()
    equal([o["id"] for o in raw], [str(ids[2])], "after the cursor")
    rows = venue.client.cancel_orders()
    assert {r.id for r in rows} >= set(ids) and all(r.status == 200 for r in rows)
    wait(lambda: not listed(), "canceled orders stay open")
    assert set(ids) <= set(listed(status=QueryOrderStatus.CLOSED, limit=500))


def raw_types(venue, record):
    order = venue.raw.post("/orders", {
        "symbol": "AAPL", "qty": 10.0, "side": "buy", "type": "limit", "time_in_force": "gtc", "limit_price": 1.1})
    equal((order["qty"], order["limit_price"], order["filled_qty"]), ("10", "1.1", "0"), "decimals")
    for name in ("created_at", "updated_at", "submitted_at"):
        assert TIME.match(order[name]), f"{name} is {order[name]!r}"
    for name in ("notional", "filled_avg_price", "stop_price", "filled_at", "canceled_at", "replaced_by", "legs"):
        assert name in order and order[name] is None, f"{name} is {order.get(name)!r}"
    assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", order["id"])
    equal((order["order_class"], order["extended_hours"]), ("", False))
    text = venue.raw.post("/orders", {
        "symbol": "AAPL", "qty": "10", "side": "buy", "type": "limit", "time_in_force": "day",
        "limit_price": "123.10"})
    equal((text["qty"], text["limit_price"]), ("10", "123.1"), "decimals sent as text")
    venue.client.cancel_orders()


def fills(venue, record):
    venue.flat()
    before = decimal.Decimal(venue.client.get_account().cash)
    start = venue.client.get_clock().timestamp
    order = venue.settled(venue.market(700).id)
    equal((order.status, order.filled_qty), (OrderStatus.FILLED, "700"))
    rows, token = [], None
    while True:
        page = venue.raw.get("/account/activities/FILL", {
            "direction": "asc", "page_size": 1, "after": start.isoformat(), **({"page_token": token} if token else {})})
        if not page:
            break
        rows, token = rows + page, page[-1]["id"]
    mine = [r for r in rows if r["order_id"] == str(order.id)]
    assert len(mine) >= 2, "seven hundred shares fill in parts, because so much is never shown at once"
    equal(sum(int(r["qty"]) for r in mine), 700, "shares of the fills")
    equal([r["leaves_qty"] for r in mine][-1], "0")
    equal(mine[-1]["cum_qty"], "700")
    cost = sum(decimal.Decimal(r["qty"]) * decimal.Decimal(r["price"]) for r in mine)
    paid = before - decimal.Decimal(venue.client.get_account().cash)
    assert abs(paid - cost) <= decimal.Decimal("0.01"), f"paid {paid}, the fills cost {cost}"
    assert abs(decimal.Decimal(order.filled_avg_price) * 700 - cost) < decimal.Decimal("0.01")
    position = venue.client.get_open_position("AAPL")
    equal((position.qty, position.qty_available, position.side.value), ("700", "700", "long"))
    raw = venue.raw.get_open_position("AAPL")
    assert all(is_decimal(raw[n]) for n in ("qty", "avg_entry_price", "market_value", "cost_basis", "unrealized_pl"))
    equal(venue.refusal("get", "/account/activities/FILL", {"page_size": 101})[0], 422)


def closing(venue, record):
    venue.flat()
    venue.settled(venue.market(90).id)
    venue.settled(venue.market(50, symbol="MSFT", side=OrderSide.SELL).id)
    equal(venue.client.get_open_position("MSFT").qty, "-50", "sold short from flat")
    part = venue.client.close_position("AAPL", ClosePositionRequest(qty="40"))
    venue.settled(part.id)
    equal(venue.client.get_open_position("AAPL").qty, "50")
    rows = venue.client.close_all_positions(cancel_orders=True)
    equal({(r.symbol, r.status) for r in rows}, {("AAPL", 200), ("MSFT", 200)})
    wait(lambda: not venue.client.get_all_positions(), "positions stay open")
    equal(venue.refusal("get", "/positions/AAPL")[:3], (404, 40410000, "position does not exist"))


def replacing(venue, record):
    old = venue.limit(1.5)
    new = venue.client.replace_order_by_id(old.id, ReplaceOrderRequest(limit_price=1.75, qty=20))
    assert new.id != old.id
    equal((new.replaces, new.limit_price, new.qty), (old.id, "1.75", "20"))
    was = venue.client.get_order_by_id(old.id)
    equal((was.status, was.replaced_by), (OrderStatus.REPLACED, new.id))
    equal(venue.refusal("patch", f"/orders/{old.id}", {"qty": "30"})[2], "unable to replace order, order is not open")
    equal(venue.refusal("patch", f"/orders/{new.id}", {"qty": "20"})[2], "order parameters are not changed")
    venue.client.cancel_order_by_id(new.id)


def uniqueness(venue, record):
    id = new_id()
    order = venue.limit(1.5, id=id)
    body = {"symbol": "AAPL", "qty": "10", "side": "buy", "type": "limit", "time_in_force": "day",
            "limit_price": "1.5", "client_order_id": id}
    refused = (422, 40010001, "client_order_id must be unique")
    equal(venue.refusal("post", "/orders", body)[:3], refused, "an open original")
    venue.client.cancel_order_by_id(order.id)
    equal(venue.refusal("post", "/orders", body)[:3], refused, "a canceled original")
    filled = venue.settled(venue.market(10).id)
    equal(venue.refusal("post", "/orders", {**body, "client_order_id": filled.client_order_id})[:3], refused)
    race = {**body, "client_order_id": new_id()}
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: venue.request("POST", "/v2/orders", json=race).status_code, range(8)))
    equal(sorted(answers), [200] + [422] * 7, "eight at once")
    venue.flat()


def credentials(venue, record):
    wrong = venue.request("GET", "/v2/account", headers={**venue.headers, "APCA-API-SECRET-KEY": "x"})
    equal((wrong.status_code, wrong.json()), (401, {"message": "unauthorized."}), "a wrong secret")
    none = venue.request("GET", "/v2/account", headers={})
    equal((none.status_code, none.headers["Content-Type"]), (401, "text/html"), "no credentials")
    equal(venue.request("GET", "/v2/account").status_code, 200, "the right ones")


def rate_headers(venue, record):
    first, second = (venue.request("GET", "/v2/clock").headers for _ in range(2))
    assert int(second["X-RateLimit-Remaining"]) < int(second["X-RateLimit-Limit"]), second
    assert int(second["X-RateLimit-Reset"]) % 60 == 0


def rate_limit(venue, record):
    """For the venue that allows five requests a minute."""
    # Many, because new minutes may begin among them.
    answers = []
    while len(answers) < 100 and (not answers or answers[-1].status_code != 429):
        answers.append(venue.request("GET", "/v2/clock"))
    refused = [a for a in answers if a.status_code == 429]
    assert refused, "no request was refused"
    assert all(a.status_code in (200, 429) for a in answers)
    for answer in refused:
        equal((answer.json()["message"], answer.headers["X-RateLimit-Remaining"]), ("rate limit exceeded", "0"))


CHECKS = {
    account: "numbers-for-strings", clock: "early-close", calendar: "early-close", assets: "wrong-words",
    day_bars: "wrong-words",
    order_life: "lose-change", order_list: "lose-change", raw_types: "numbers-for-strings", fills: "reject-later",
    closing: "reject-later", replacing: "lose-change", credentials: "answer-401-html",
    rate_headers: "answer-401-html",
}
