"""What the checks share: clients of the venue, its switches for faults, and the stream's record."""
import contextlib
import json
import os
import threading
import time
import uuid

import requests
from alpaca.common.exceptions import APIError
from alpaca.data.historical import StockHistoricalDataClient
from alpaca.trading.client import TradingClient
from alpaca.trading.enums import OrderSide, TimeInForce
from alpaca.trading.requests import LimitOrderRequest, MarketOrderRequest
from alpaca.trading.stream import TradingStream

KEY, SECRET = os.environ["VENUE_KEY"], os.environ["VENUE_SECRET"]


class Venue:
    """A venue that runs, as its client sees it."""

    def __init__(self, port):
        self.url = f"http://127.0.0.1:{port}"
        self.socket_url = f"ws://127.0.0.1:{port}"
        self.headers = {"APCA-API-KEY-ID": KEY, "APCA-API-SECRET-KEY": SECRET}
        self.client = TradingClient(KEY, SECRET, url_override=self.url)
        self.raw = TradingClient(KEY, SECRET, url_override=self.url, raw_data=True)
        self.data = StockHistoricalDataClient(KEY, SECRET, url_override=self.url)
        for client in (self.client, self.raw, self.data):
            # Refusals are looked at as they come; waiting for better ones takes nine seconds each.
            client._retry = 0

    def request(self, method, path, **more):
        more.setdefault("headers", self.headers)
        more.setdefault("timeout", 60)
        return requests.request(method, self.url + path, **more)

    @contextlib.contextmanager
    def fault(self, rule):
        self.request("PUT", "/control/faults", json={"fault": rule}).raise_for_status()
        try:
            yield
        finally:
            self.request("DELETE", "/control/faults").raise_for_status()

    def struck(self, fault):
        return self.request("GET", "/control/faults").json()["struck"].get(fault, 0)

    # Orders

    def limit(self, price, qty=10, symbol="AAPL", side=OrderSide.BUY, id=None, tif=TimeInForce.DAY):
        order = LimitOrderRequest(
            symbol=symbol, qty=qty, side=side, time_in_force=tif, limit_price=price,
            client_order_id=id or new_id())
        return self.client.submit_order(order)

    def market(self, qty=10, symbol="AAPL", side=OrderSide.BUY, id=None):
        order = MarketOrderRequest(
            symbol=symbol, qty=qty, side=side, time_in_force=TimeInForce.DAY, client_order_id=id or new_id())
        return self.client.submit_order(order)

    def settled(self, order_id):
        """The order once it is over."""
        def look():
            order = self.client.get_order_by_id(order_id)
            return order if order.status.value in ("filled", "canceled", "expired", "rejected", "replaced") else None
        return wait(look, f"order {order_id} does not end")

    def refusal(self, method, path, data=None):
        """Status, code and message of an answer that has to be no."""
        try:
            answer = getattr(self.raw, method)(path, data)
        except APIError as error:
            body = json.loads(str(error))
            return error.status_code, body.get("code"), body["message"], body
        raise AssertionError(f"{method} {path} {data} was taken: {answer}")

    def flat(self):
        """Leaves nothing open and nothing held."""
        self.client.cancel_orders()
        wait(lambda: not self.client.get_orders(), "orders stay open")
        self.client.close_all_positions(cancel_orders=True)
        wait(lambda: not self.client.get_all_positions(), "positions stay open")


class Recorder:
    """Everything Alpaca's client hears on the trading stream, from one connection, in the order it came."""

    def __init__(self, venue):
        self.updates = []
        self.stream = TradingStream(KEY, SECRET, url_override=venue.socket_url + "/stream")
        self.stream.subscribe_trade_updates(self.hear)
        threading.Thread(target=self.stream.run, daemon=True).start()
        wait(lambda: self.stream._running, "the stream does not come up")
        time.sleep(0.1)

    async def hear(self, update):
        self.updates.append(update)

    def of(self, order_id):
        return [update for update in list(self.updates) if str(update.order.id) == str(order_id)]

    def names(self, order_id):
        return [str(getattr(update.event, "value", update.event)) for update in self.of(order_id)]

    def until(self, order_id, last):
        """The names of an order's events once the last one has come, and whatever follows it at once."""
        wait(lambda: last in self.names(order_id), f"no {last} for {order_id}: {self.names(order_id)}")
        time.sleep(0.15)
        return self.names(order_id)


def new_id():
    return f"check-{uuid.uuid4()}"


# How long anything is waited for at most: less where it is expected not to come. Where it comes, more seconds cost
# nothing, and no check is one of the machine.
LONGEST = [100]


def hear(socket):
    """The next message."""
    return socket.recv(LONGEST[0])


def wait(look, complaint):
    end = time.monotonic() + LONGEST[0]
    while time.monotonic() < end:
        found = look()
        if found:
            return found
        time.sleep(0.02)
    raise AssertionError(complaint() if callable(complaint) else complaint)


def equal(found, expected, what=""):
    assert found == expected, f"{what}: expected {expected!r}, found {found!r}"
