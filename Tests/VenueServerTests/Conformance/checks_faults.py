"""Each fault does what it says, and nothing else: the books stay right."""
import json

import requests
from alpaca.common.exceptions import APIError
from alpaca.trading.enums import OrderStatus
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from checks_streams import listener
from support import LONGEST, equal, hear, new_id, wait

BODY = {"symbol": "AAPL", "qty": "10", "side": "buy", "type": "limit", "time_in_force": "day", "limit_price": "1.5"}


# For an answer that does not come for ten minutes.
IMPATIENCE = 1


def booked(venue, id):
    return venue.client.get_order_by_client_id(id)


def is_booked(venue, id):
    """Whoever gave up waiting may ask before the venue has read what he sent."""
    try:
        return booked(venue, id).status == OrderStatus.NEW
    except APIError:
        return False


def canceled(venue, id):
    return venue.client.get_order_by_id(id).status == OrderStatus.CANCELED


def answers(venue, record):
    for rule in ("hold-answer=600*1", "drop-answer*1"):
        id = new_id()
        with venue.fault(rule):
            try:
                venue.request("POST", "/v2/orders", json={**BODY, "client_order_id": id}, timeout=IMPATIENCE)
                raise AssertionError(f"{rule}: an answer came")
            except (requests.Timeout, requests.ConnectionError):
                wait(lambda: is_booked(venue, id), f"{rule}: it is not booked")
    id = new_id()
    with venue.fault("answer-504*1"):
        answer = venue.request("POST", "/v2/orders", json={**BODY, "client_order_id": id})
        equal((answer.status_code, answer.headers["Content-Type"]), (504, "text/html"))
        equal(booked(venue, id).status, OrderStatus.NEW, "504")
    with venue.fault("hide-order*1"):
        equal(venue.refusal("get", "/orders:by_client_order_id", {"client_order_id": id})[0], 404)
    for rule in ("hold-cancel=600*1", "drop-cancel*1", "cancel-504*1"):
        order = venue.limit(1.5)
        with venue.fault(rule):
            try:
                patience = IMPATIENCE if rule.startswith("hold") else 60
                answer = venue.request("DELETE", f"/v2/orders/{order.id}", timeout=patience)
                equal((rule, answer.status_code), ("cancel-504*1", 504))
            except (requests.Timeout, requests.ConnectionError):
                assert rule != "cancel-504*1"
            wait(lambda: canceled(venue, order.id), f"{rule}: it is not canceled")
    with venue.fault("answer-401-html*1"):
        answer = venue.request("GET", "/v2/account")
        equal((answer.status_code, answer.headers["Content-Type"]), (401, "text/html"))
    with venue.fault("answer-429*1"):
        equal(venue.request("GET", "/v2/account").status_code, 429)
    dropped = 0
    with venue.fault("drop-answer@50"):
        for _ in range(20):
            try:
                venue.request("POST", "/v2/orders", json={**BODY, "client_order_id": new_id()})
            except requests.ConnectionError:
                dropped += 1
    assert 3 <= dropped <= 17, f"{dropped} of 20 at one half"
    venue.client.cancel_orders()


def crossings(venue, record):
    venue.flat()
    # Told 0.4 seconds before the answer: where the machine stops just then, once more.
    for attempt in range(5):
        with venue.fault("fill-before-answer*1"):
            order = venue.market(5)
        if "fill" in record.names(order.id):
            break
    else:
        raise AssertionError("the answer was there first")
    equal((order.status, order.filled_qty), (OrderStatus.PENDING_NEW, "0"), "the answer as it was made")
    with venue.fault("reject-later*1"):
        order = venue.limit(1.5)
        equal(order.status, OrderStatus.PENDING_NEW)
        equal(record.until(order.id, "rejected"), ["rejected"])
    with venue.fault("fill-on-cancel*1"):
        order = venue.limit(1.5)
        venue.client.cancel_order_by_id(order.id)
        equal(record.until(order.id, "fill"), ["new", "fill"])
    with venue.fault("stuck-cancel*1"):
        order = venue.limit(1.5)
        venue.client.cancel_order_by_id(order.id)
        equal(record.until(order.id, "pending_cancel"), ["new", "pending_cancel"])
        equal(venue.client.get_order_by_id(order.id).status, OrderStatus.PENDING_CANCEL)
    venue.client.cancel_order_by_id(order.id)
    equal(record.until(order.id, "canceled")[-1], "canceled")
    venue.flat()


def connections(venue, record):
    with venue.fault("refuse-upgrade*1"):
        try:
            connect(venue.socket_url + "/stream")
            raise AssertionError("the stream was opened")
        except InvalidStatus as refused:
            equal(refused.response.status_code, 429)
    try:
        connect(venue.socket_url + "/v2/nowhere")
        raise AssertionError("a stream that is not there was opened")
    except InvalidStatus as refused:
        equal(refused.response.status_code, 404)
    with venue.fault("drop-socket-mid-fill*1"), listener(venue) as socket:
        order = venue.market(700)
        heard = []
        try:
            while True:
                heard.append(json.loads(hear(socket))["data"]["event"])
        except ConnectionClosed:
            pass
        equal(heard, ["new", "partial_fill"], "until the connection broke")
        equal(venue.settled(order.id).filled_qty, "700")
    with venue.fault("replay-frames=2*1"):
        with listener(venue) as socket:
            again = [json.loads(hear(socket))["data"] for _ in range(2)]
    equal(again[-1]["event"], "fill")
    equal(again[-1]["order"]["id"], str(order.id), "the last frame again")


def slowness(venue, record):
    venue.flat()
    with venue.fault("hold-list=600*1"):
        try:
            venue.request("GET", "/v2/orders", timeout=IMPATIENCE)
            raise AssertionError("the list came at once")
        except requests.Timeout:
            pass
    order = venue.limit(1.5)
    with venue.fault("hold-cancel=600*1"):
        try:
            venue.request("DELETE", "/v2/orders", timeout=IMPATIENCE)
            raise AssertionError("everything was canceled, and it was said at once")
        except requests.Timeout:
            wait(lambda: canceled(venue, order.id), "it is not canceled")
    with venue.fault("mute-data"), connect(venue.socket_url + "/v2/iex") as socket:
        assert socket.ping().wait(LONGEST[0]), "a ping is answered"
        try:
            raise AssertionError(socket.recv(0.7))
        except TimeoutError:
            pass


def totals(venue, record):
    with venue.fault("total-ahead*1"), listener(venue) as socket:
        order = venue.market(700)
        fills = []
        while not fills or fills[-1]["event"] != "fill":
            update = json.loads(hear(socket))["data"]
            if "qty" in update:
                fills.append(update)
    brought = [int(fill["qty"]) for fill in fills]
    equal(sum(brought), 700)
    equal(int(fills[0]["order"]["filled_qty"]), brought[0] + brought[1], "the total of both")
    equal(int(fills[1]["order"]["filled_qty"]), brought[0] + brought[1])
    equal(fills[0]["order"]["id"], str(order.id))
    venue.flat()


CHECKS = [answers, crossings, connections, slowness, totals]
