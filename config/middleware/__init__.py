"""Around every request of the whole platform: what browsers are told, and what is measured."""

from config.middleware.browser import BrowserPolicyMiddleware
from config.middleware.measured import Measured, RouteMiddleware

__all__ = ["BrowserPolicyMiddleware", "Measured", "RouteMiddleware"]
