//! The client protocol: bytes to operations and back, without a socket.
