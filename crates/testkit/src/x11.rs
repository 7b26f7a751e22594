//! A virtual X server and a user at it: real X events for tests of windows.
