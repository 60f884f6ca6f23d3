"""Each refusal with its status, its code and its words."""
from alpaca.trading.enums import OrderSide

from support import equal, new_id

ORDER = {"symbol": "AAPL", "qty": "10", "side": "buy", "type": "limit", "time_in_force": "day", "limit_price": "1.5"}


def but(**changes):
    return {name: value for name, value in {**ORDER, **changes}.items() if value is not None}


NOT_FRACTIONABLE = (403, 40310000, 'asset "AAPL" is not fractionable')
UNKNOWN = "00000000-0000-4000-8000-000000000000"
TABLE = [
    (but(symbol="NOSUCH"), 422, 42210000, 'asset "NOSUCH" not found'),
    (but(qty=None), 422, 40010001, "qty or notional is required"),
    (but(notional="100"), 422, 40010001, "only one of qty or notional is accepted"),
    (but(qty="0"), 422, 40010001, "qty must be > 0"),
    (but(qty="-1"), 422, 40010001, "qty must be > 0"),
    (but(qty="1.5"), *NOT_FRACTIONABLE),
    (but(qty=1.5), *NOT_FRACTIONABLE),
    (but(qty=None, notional=50.0), *NOT_FRACTIONABLE),
    (but(side="hold"), 422, 40010001, "invalid side"),
    (but(type="iceberg"), 422, 40010001, "invalid order type"),
    (but(time_in_force="week"), 422, 40010001, "invalid time_in_force"),
    (but(limit_price=None), 422, 40010001, "limit orders require a limit price"),
    (but(type="stop", limit_price=None), 422, 40010001, "stop orders require a stop price"),
    (but(type="stop_limit"), 422, 40010001, "stop limit orders require both stop and limit price"),
    (but(type="market"), 422, 40010001, "market orders require no stop or limit price"),
    (but(limit_price="290.123"), 422, 42210000,
     "invalid limit_price 290.123. sub-penny increment does not fulfill minimum pricing criteria"),
    (but(type="stop", limit_price=None, stop_price=290.123), 422, 42210000,
     "invalid stop_price 290.123. sub-penny increment does not fulfill minimum pricing criteria"),
    (but(type="stop", limit_price=None, stop_price="1.50"), 422, 42210000,
     "stop price must be greater than current price"),
    (but(type="stop", side="sell", limit_price=None, stop_price="5000"), 422, 42210000,
     "stop price must be less than current price"),
    (but(client_order_id="x" * 129), 422, 40010001, "client_order_id must be no more than 128 characters"),
    (but(type="market", limit_price=None, extended_hours=True), 422, 42210000,
     "extended hours order must be DAY or GTC limit orders"),
    (but(qty="1000000", type="market", limit_price=None), 403, 40310000, "insufficient buying power"),
]


def new_orders(venue, record):
    for body, status, code, message in TABLE:
        equal(venue.refusal("post", "/orders", body)[:3], (status, code, message), body)
    with venue.fault("wrong-words"):
        for body, status, code, message in TABLE:
            assert venue.refusal("post", "/orders", body)[:3] != (status, code, message), f"{body} cannot fail"
    answer = venue.request("POST", "/v2/orders", data=b"{not json")
    equal((answer.status_code, answer.json()["code"]), (400, 40010000), "no JSON")
    longest = venue.limit(1.5, id="x" * 91 + new_id()[:37])
    equal(len(longest.client_order_id), 128)
    venue.client.cancel_orders()


def paths(venue, record):
    equal(venue.refusal("get", f"/orders/{UNKNOWN}")[:3], (404, 40410000, f"order not found for {UNKNOWN}"))
    equal(venue.refusal("get", "/orders/17")[:3], (422, 40010001, "order_id is missing"))
    equal(venue.refusal("delete", f"/orders/{UNKNOWN}")[0], 404)
    equal(venue.refusal("patch", f"/orders/{UNKNOWN}", {"qty": "5"})[0], 404)
    equal(venue.refusal("get", "/orders:by_client_order_id", {"client_order_id": "never"})[:2], (404, 40410000))
    equal(venue.refusal("get", "/nowhere")[:3], (404, 40410000, "endpoint not found"))
    equal(venue.refusal("get", "/orders", {"limit": 501})[0], 422)


def shares(venue, record):
    venue.flat()
    venue.settled(venue.market(100).id)
    resting = venue.limit(5000, qty=90, side=OrderSide.SELL)
    refused = venue.refusal("post", "/orders", but(qty="16", side="sell", limit_price="5000"))
    equal(refused[:3], (403, 40310000, "insufficient qty available for order (requested: 16, available: 10)"))
    equal((refused[3]["existing_qty"], refused[3]["held_for_orders"]), ("100", "90"))
    equal(venue.client.get_open_position("AAPL").qty_available, "10")
    wash = venue.refusal("post", "/orders", but(type="market", limit_price=None))
    equal(wash[:3], (403, 40310000, "potential wash trade detected. use complex orders"))
    equal(wash[3]["existing_order_id"], str(resting.id))
    venue.client.cancel_order_by_id(resting.id)
    over = venue.refusal("post", "/orders", but(qty="101", side="sell", type="market", limit_price=None))
    equal(over[2], "insufficient qty available for order (requested: 101, available: 100)", "through zero")
    filled = venue.settled(venue.market(100, side=OrderSide.SELL).id)
    refused = venue.refusal("delete", f"/orders/{filled.id}")
    equal(refused[:3], (422, 42210000, 'order is already in "filled" state'))


CHECKS = {new_orders: "wrong-words", paths: "wrong-words", shares: "wrong-words"}
