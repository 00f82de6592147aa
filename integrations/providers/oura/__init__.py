"""Oura: nights, readiness, activity, heart rate."""
