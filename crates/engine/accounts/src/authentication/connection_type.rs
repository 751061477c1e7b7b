//! The transports a client may come by.

use std::fmt;

/// How a client is connected.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ConnectionType {
    /// The client port, with or without TLS.
    #[default]
    Standard,
    /// A websocket.
    Websocket,
    /// A leaf node.
    Leafnode,
    /// A leaf node over a websocket.
    LeafnodeWebsocket,
    /// MQTT.
    Mqtt,
    /// MQTT over a websocket.
    MqttWebsocket,
    /// A client in the server's own process.
    InProcess,
}

impl ConnectionType {
    const ALL: [ConnectionType; 7] = [
        ConnectionType::Standard,
        ConnectionType::Websocket,
        ConnectionType::Leafnode,
        ConnectionType::LeafnodeWebsocket,
        ConnectionType::Mqtt,
        ConnectionType::MqttWebsocket,
        ConnectionType::InProcess,
    ];

    /// The name in configurations.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            ConnectionType::Standard => "STANDARD",
            ConnectionType::Websocket => "WEBSOCKET",
            ConnectionType::Leafnode => "LEAFNODE",
            ConnectionType::LeafnodeWebsocket => "LEAFNODE_WS",
            ConnectionType::Mqtt => "MQTT",
            ConnectionType::MqttWebsocket => "MQTT_WS",
            ConnectionType::InProcess => "IN_PROCESS",
        }
    }

    fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.name().eq_ignore_ascii_case(name))
    }

    fn bit(self) -> u8 {
        1 << (self as u8)
    }
}

impl fmt::Display for ConnectionType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A set of transports; an empty list in the configuration means all of them.
#[derive(Debug, Clone, Copy)]
pub(super) struct ConnectionTypes(u8);

impl ConnectionTypes {
    /// The transports with these names, or the first name that is none.
    pub(super) fn parse(names: &[String]) -> Result<Self, &str> {
        if names.is_empty() {
            return Ok(ConnectionTypes(u8::MAX));
        }
        let mut set = 0;
        for name in names {
            set |= ConnectionType::parse(name).ok_or(name.as_str())?.bit();
        }
        Ok(ConnectionTypes(set))
    }

    pub(super) fn contains(self, transport: ConnectionType) -> bool {
        self.0 & transport.bit() != 0
    }
}
