mod error;
mod error_body;
mod glance;
