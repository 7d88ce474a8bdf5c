
mod read;
