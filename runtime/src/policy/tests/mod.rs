mod backoff;
mod decide;
mod display;
