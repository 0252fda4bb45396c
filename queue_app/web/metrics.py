"""Figures for Prometheus."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge


class Metrics:
    """The figures of one application; a registry of its own, so that two may live in one process."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.issued = Counter(
            "queue_app_tickets_issued", "Numbers given out", ["office", "queue"], registry=self.registry
        )
        self.called = Counter("queue_app_calls", "Calls of a next ticket", ["office"], registry=self.registry)
        self.refused = Counter(
            "queue_app_refusals", "Requests refused, by code", ["code"], registry=self.registry
        )
        self.screens = Gauge("queue_app_screens", "Live connections of screens", registry=self.registry)
