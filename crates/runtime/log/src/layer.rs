//! From events to lines.

use std::fmt::{self, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use tracing::field::{Field, Visit};
use tracing::level_filters::LevelFilter;
use tracing::subscriber::Interest;
use tracing::{Event, Level, Metadata, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::Context;

use crate::label::Label;
use crate::sink::Sink;

/// What the layer and its handles share.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) debug: AtomicBool,
    pub(crate) trace: AtomicBool,
    pub(crate) sink: Mutex<Sink>,
}

impl Shared {
    pub(crate) fn sink(&self) -> MutexGuard<'_, Sink> {
        self.sink.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn shows(&self, level: Level) -> bool {
        match level {
            Level::TRACE => self.trace.load(Ordering::Relaxed),
            Level::DEBUG => self.debug.load(Ordering::Relaxed),
            _ => true,
        }
    }
}

/// Writes every event that is shown as one line.
pub(crate) struct Lines(pub(crate) std::sync::Arc<Shared>);

impl<S: Subscriber> Layer<S> for Lines {
    /// An event that is not shown costs one comparison: the answer is asked for again when a handle changes it.
    fn register_callsite(&self, metadata: &'static Metadata<'static>) -> Interest {
        match self.0.shows(*metadata.level()) {
            true => Interest::always(),
            false => Interest::never(),
        }
    }

    fn enabled(&self, metadata: &Metadata<'_>, _: Context<'_, S>) -> bool {
        self.0.shows(*metadata.level())
    }

    fn max_level_hint(&self) -> Option<LevelFilter> {
        Some(match (self.0.shows(Level::TRACE), self.0.shows(Level::DEBUG)) {
            (true, _) => LevelFilter::TRACE,
            (false, true) => LevelFilter::DEBUG,
            (false, false) => LevelFilter::INFO,
        })
    }

    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let mut text = Text::default();
        event.record(&mut text);
        self.0.sink().write(Label::of(event.metadata()), &text.whole());
    }
}

/// The message of an event, and its fields as `key=value` behind it.
#[derive(Default)]
struct Text {
    message: String,
    fields: String,
}

impl Text {
    fn whole(mut self) -> String {
        self.message.push_str(&self.fields);
        self.message
    }
}

impl Visit for Text {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        // Writing to a string cannot fail.
        let _ = match field.name() {
            "message" => write!(self.message, "{value:?}"),
            name => write!(self.fields, " {name}={value:?}"),
        };
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        match field.name() {
            "message" => self.message.push_str(value),
            _ => self.record_debug(field, &value),
        }
    }
}
