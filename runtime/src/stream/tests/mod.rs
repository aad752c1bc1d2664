mod clock;
mod events;
mod hints;
