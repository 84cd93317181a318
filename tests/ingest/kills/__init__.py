"""Helpers of the test that kills loads: the process, its driver, the reader, what whole means."""
