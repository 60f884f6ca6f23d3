"""Checks of the streams: order, exactly once, and both codecs."""
import json
import threading
import time

from alpaca.data.live import StockDataStream
from alpaca.trading.requests import ReplaceOrderRequest
from websockets.sync.client import connect

from support import KEY, LONGEST, SECRET, equal, hear, wait


def listener(venue):
    """A connection of our own that listens."""
    socket = connect(venue.socket_url + "/stream")
    socket.send(json.dumps({"action": "auth", "key": KEY, "secret": SECRET}))
    equal(json.loads(hear(socket))["data"]["status"], "authorized")
    socket.send(json.dumps({"action": "listen", "data": {"streams": ["trade_updates", "nonsense"]}}))
    equal(json.loads(hear(socket)), {"stream": "listening", "data": {"streams": ["trade_updates"]}})
    return socket


def handshake(venue, record):
    with connect(venue.socket_url + "/stream") as socket:
        socket.send(json.dumps({"action": "listen", "data": {"streams": ["trade_updates"]}}))
        equal(json.loads(hear(socket))["data"], {"status": "unauthorized", "action": "listen"})
        socket.send(json.dumps({"action": "authenticate", "data": {"key_id": KEY, "secret_key": "wrong"}}))
        equal(json.loads(hear(socket))["data"], {"status": "unauthorized", "action": "authenticate"})
        socket.send(json.dumps({"action": "authenticate", "data": {"key_id": KEY, "secret_key": SECRET}}))
        answer = hear(socket)
        assert isinstance(answer, bytes), "frames of the venue are binary"
        equal(json.loads(answer)["data"], {"status": "authorized", "action": "authenticate"})
        socket.send([b'{"action":"listen",', b'"data":{"streams":["trade_updates"]}}', b""])
        equal(json.loads(hear(socket))["stream"], "listening", "a message in fragments")
        assert socket.ping().wait(LONGEST[0]), "a ping is answered"
        socket.close(1000)
        equal(socket.protocol.close_rcvd.code, 1000, "the code of the close")


def fill_order(venue, record):
    venue.flat()
    order = venue.market(700)
    names = record.until(order.id, "fill")
    equal((names[0], names[-1]), ("new", "fill"))
    assert len(names) >= 3 and set(names[1:-1]) == {"partial_fill"}, names
    updates = record.of(order.id)
    executions = [u for u in updates if u.execution_id and u.qty is not None]
    equal(len({u.execution_id for u in executions}), len(executions), "each execution once")
    equal(sum(int(u.qty) for u in executions), 700, "shares told")
    done = 0
    for update in executions:
        done += int(update.qty)
        equal(update.order.filled_qty, str(done), "the order as of right after its event")
        equal(int(update.position_qty), done, "the position after the event")
    rows = venue.raw.get("/account/activities/FILL", {"page_size": 100})
    told = {str(u.execution_id) for u in executions}
    equal({r["id"].split("::")[1] for r in rows if r["order_id"] == str(order.id)}, told, "told and booked")
    venue.flat()


def raw_frame(venue, record):
    with listener(venue) as socket:
        order = venue.market(5)
        while True:
            data = json.loads(hear(socket))["data"]
            if data["event"] == "fill" and data["order"]["id"] == str(order.id):
                break
    for name in ("price", "qty", "position_qty"):
        assert isinstance(data[name], str), f"{name} is {data[name]!r}"
    equal((data["order"]["filled_qty"], data["order"]["status"]), ("5", "filled"))
    venue.flat()


def cancel_and_replace(venue, record):
    order = venue.limit(1.5)
    new = venue.client.replace_order_by_id(order.id, ReplaceOrderRequest(limit_price=1.6))
    equal(record.until(order.id, "replaced"), ["new", "replaced"])
    venue.client.cancel_order_by_id(new.id)
    equal(record.until(new.id, "canceled"), ["new", "canceled"])


def expiry(venue, record):
    """Moves the venue's clock: the last check of a run."""
    order = venue.limit(1.5)
    wait(lambda: record.names(order.id), "no new")
    venue.request("POST", "/control/clock", json={"jump_seconds": 86400}).raise_for_status()
    equal(record.until(order.id, "expired"), ["new", "expired"])
    equal(venue.client.get_order_by_id(order.id).status.value, "expired")


# Market data

class Data:
    """What Alpaca's client hears of market data: MessagePack, and its subscriptions in fragments."""

    def __init__(self, venue, feed):
        self.quotes, self.trades, self.bars, self.bands = [], [], [], []
        self.stream = StockDataStream(KEY, SECRET, url_override=f"{venue.socket_url}/v2/{feed}")
        self.stream.subscribe_quotes(self.to("quotes"), "AAPL", "BRK.B")
        self.stream.subscribe_trades(self.to("trades"), "AAPL")
        self.stream.subscribe_bars(self.to("bars"), "AAPL")
        # It knows the channel and has no method to subscribe to it.
        self.stream._subscribe(self.to("bands"), ("AAPL",), self.stream._handlers["lulds"])
        threading.Thread(target=self.stream.run, daemon=True).start()
        wait(lambda: self.stream._running, "the data stream does not come up")

    def to(self, name):
        async def hear(message):
            getattr(self, name).append(message)
        return hear


def data_messagepack(venue, record, data):
    marks = len(data.quotes), len(data.trades), len(data.bars)
    wait(lambda: len(data.quotes) - marks[0] >= 6, "fewer than six quotes")
    wait(lambda: len(data.trades) - marks[1] >= 2, "fewer than two trades")
    venue.request("POST", "/control/clock", json={"jump_seconds": 60}).raise_for_status()
    wait(lambda: len(data.bars) > marks[2], "no bar when a minute begins")
    quotes = data.quotes[marks[0]:]
    equal({q.symbol for q in quotes}, {"AAPL", "BRK.B"})
    assert all(q.bid_price < q.ask_price and 100 <= q.bid_size <= 300 for q in quotes), quotes[0]
    bar = data.bars[-1]
    assert bar.low <= min(bar.open, bar.close) <= max(bar.open, bar.close) <= bar.high and bar.volume > 0


def data_bands(venue, record, data):
    mark = len(data.bands)
    def told(symbol):
        body = {"symbol": symbol, "lower": "170.25", "upper": "199"}
        venue.request("POST", "/control/bands", json=body).raise_for_status()
    told("MSFT")
    told("AAPL")
    wait(lambda: len(data.bands) > mark, "no bands")
    bands = data.bands[mark]
    equal((bands["T"], bands["S"], bands["u"], bands["d"], bands["z"]), ("l", "AAPL", 199.0, 170.25, "C"))
    assert isinstance(bands["u"], float) and isinstance(bands["i"], str), bands
    assert abs((bands["t"] - venue.client.get_clock().timestamp).total_seconds()) < 50, bands
    refused = venue.request("POST", "/control/bands", json={"symbol": "AAPL", "lower": "2", "upper": "1"})
    equal(refused.status_code, 422, "bands the wrong way round")


def data_json(venue, record):
    with connect(venue.socket_url + "/v2/sip") as socket:
        def heard():
            return json.loads(hear(socket))
        def told(**message):
            socket.send(json.dumps(message))
            return heard()
        equal(heard(), [{"T": "success", "msg": "connected"}])
        equal(told(action="subscribe", quotes=["AAPL"]), [{"T": "error", "code": 401, "msg": "not authenticated"}])
        equal(told(action="auth", key=KEY, secret="x"), [{"T": "error", "code": 402, "msg": "auth failed"}])
        equal(told(action="auth", key=KEY, secret=SECRET), [{"T": "success", "msg": "authenticated"}])
        equal(told(action="auth", key=KEY, secret=SECRET)[0]["code"], 403, "twice")
        ack = told(action="subscribe", trades=["AAPL"], quotes=["AAPL", "MSFT"])[0]
        equal((ack["trades"], ack["quotes"], ack["corrections"], ack["bars"]), (["AAPL"], ["AAPL", "MSFT"], ["AAPL"], []))
        seen = {}
        end = time.monotonic() + LONGEST[0]
        while time.monotonic() < end and set(seen) != {"q", "t"}:
            for message in heard():
                seen[message["T"]] = message
        equal(set(seen), {"q", "t"}, "quotes and trades")
        quote = seen["q"]
        equal(next(iter(quote)), "T", "the first member")
        assert isinstance(quote["bp"], float) and isinstance(quote["bs"], int) and quote["t"].endswith("Z"), quote


CHECKS = {
    handshake: "refuse-upgrade", fill_order: "duplicate-fill", raw_frame: "numbers-for-strings",
    cancel_and_replace: "mute-stream", data_json: "mute-stream",
}
# More ways in which the order of events can be wrong, each of which the same check has to find.
MORE = [(fill_order, "lose-fill"), (fill_order, "swap-frames"), (fill_order, "mute-stream"),
        (cancel_and_replace, "stuck-cancel*1")]
