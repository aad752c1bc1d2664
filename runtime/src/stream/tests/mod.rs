mod events;
mod hints;
