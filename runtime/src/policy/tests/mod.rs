mod backoff;
mod decide;
