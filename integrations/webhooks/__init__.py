"""What vendors tell us: events received, turned into narrow syncs, and the subscriptions behind them.

An event is one row. Nothing else happens while the vendor waits for its answer: no queue is asked, so none
can keep it waiting, and events that arrive together become one run. `scheduling.dispatch_due` hands out the
connections that have events, at most once a minute; the run takes the events under its claim.
"""
