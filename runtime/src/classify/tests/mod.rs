mod error;
mod error_body;
mod glance;
mod quiet;
