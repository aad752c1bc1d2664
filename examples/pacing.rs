//! A thousand calls at once, and a limit of ten requests a second: what comes of them if each backs off by
//! itself, and if the client lets one go after the other, as it does by default.
//!
//! `cargo run --example pacing` needs neither a key nor a network, nor the minutes that it is about: its
//! clock is paused, and goes on when everybody waits. The picture goes to `target/pacing.svg`, or to the
//! path that you write after `--`.
#![expect(clippy::cast_precision_loss, reason = "a picture has fewer than 2⁵³ requests")]

use std::error::Error;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::time::Duration;

use openai_call::testing::{FakeApi, Load, Report, Second, ServerModel};
use openai_call::{Client, Limits, Text, openai_call};
use plotters::coord::Shift;
use plotters::prelude::{
    ChartBuilder, DrawingArea, IntoDrawingArea, IntoLogRange, LineSeries, PathElement, RGBColor,
    Rectangle, SVGBackend, SeriesLabelPosition,
};
use plotters::style::{Color, IntoFont, WHITE};
use serde_json::{Value, json};

const CALLS: usize = 1_000;

/// Requests a second.
const LIMIT: u32 = 10;

/// What the picture shows: seconds, and requests a second.
const SECONDS: Range<f64> = 0.0..105.0;
const REQUESTS: Range<f64> = 0.5..2_000.0;
const SIZE: (u32, u32) = (860, 520);

const SENT: RGBColor = RGBColor(86, 141, 196);
const REFUSED: RGBColor = RGBColor(213, 94, 0);
const DARK: RGBColor = RGBColor(60, 60, 60);
const PALE: RGBColor = RGBColor(225, 225, 225);

type Count = fn(&Second) -> usize;
type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;

/// What is often written by hand, with twice the usual tries.
#[openai_call(attempts = 6, on_rate_limit = retry(backoff = 1s..1min))]
async fn by_itself(client: &Client, n: usize) -> Result<Text, openai_call::Error> {
    client.post("chat/completions").json(&question(n))
}

#[openai_call]
async fn in_turn(client: &Client, n: usize) -> Result<Text, openai_call::Error> {
    client.post("chat/completions").json(&question(n))
}

fn question(n: usize) -> Value {
    json!({
        "model": "gpt-4o-mini",
        "messages": [{ "role": "user", "content": format!("What is the square of {n}?") }],
    })
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() -> Result<(), Box<dyn Error>> {
    let api = limited_api();
    let client = api.client_with(|settings| settings.limits(Limits::unlimited()));
    let by_itself = Load::new(CALLS).run(&api, |n| by_itself(&client, n)).await;

    let api = limited_api();
    let client = api.client();
    let in_turn = Load::new(CALLS).run(&api, |n| in_turn(&client, n)).await;

    println!("{CALLS} calls at once, {LIMIT} requests a second\n");
    println!("  {:<22} requests a call   refused   calls lost    last success", "");
    print("each by itself", &by_itself);
    print("one after the other", &in_turn);

    let path = std::env::args_os().nth(1).map_or_else(|| "target/pacing.svg".into(), PathBuf::from);
    draw(&path, &[("Each by itself", &by_itself), ("One after the other", &in_turn)])?;
    println!("\nThe picture is in {}", path.display());
    Ok(())
}

fn limited_api() -> FakeApi {
    let second = Duration::from_secs(1);
    FakeApi::in_memory().model(ServerModel::bucket(60 * LIMIT).per_minute().burst(second))
}

fn print(name: &str, report: &Report) {
    let per_call = report.requests_per_call().unwrap_or_default();
    let refused = 100.0 * report.refused_share();
    let (lost, calls) = (report.lost(), report.calls());
    let lost = format!("{lost} of {calls}");
    let ended = report.makespan().as_secs_f64();
    println!("  {name:<22} {per_call:<17.2} {refused:>5.1} %   {lost:<13} {ended:.1} s");
}

fn draw(path: &Path, panels: &[(&str, &Report)]) -> Result<(), Box<dyn Error>> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let picture = SVGBackend::new(path, SIZE).into_drawing_area();
    // Of its own, so that the picture can be read on a dark page too.
    picture.fill(&WHITE)?;
    for (area, (name, report)) in picture.split_evenly((panels.len(), 1)).iter().zip(panels) {
        let lost = format!("{name}: {} of {} calls lost", report.lost(), report.calls());
        panel(area, &lost, report.timeline())?;
    }
    Ok(picture.present()?)
}

fn panel(area: &Area, title: &str, timeline: &[Second]) -> Result<(), Box<dyn Error>> {
    let font = |size: u32| ("sans-serif", size).into_font().color(&DARK);
    let mut chart = ChartBuilder::on(area)
        .caption(title, font(20))
        .margin(8)
        .x_label_area_size(40)
        .y_label_area_size(64)
        .build_cartesian_2d(SECONDS, REQUESTS.log_scale())?;
    chart
        .configure_mesh()
        .disable_x_mesh()
        .light_line_style(WHITE)
        .bold_line_style(PALE)
        .axis_style(DARK)
        .label_style(font(15))
        .x_desc("seconds")
        .y_desc("requests a second")
        .x_label_formatter(&|seconds| format!("{seconds:.0}"))
        .y_label_formatter(&|requests| format!("{requests:.0}"))
        .draw()?;
    let series: [(&str, RGBColor, Count); 2] =
        [("sent", SENT, Second::requests), ("refused", REFUSED, Second::refused)];
    for (name, color, count) in series {
        let counts = timeline.iter().map(|second| (second.second() as f64, count(second) as f64));
        let bars = counts.filter(|(_, count)| *count > 0.0).map(|(second, count)| {
            Rectangle::new([(second, REQUESTS.start), (second + 0.8, count)], color.filled())
        });
        let key = move |(x, y)| Rectangle::new([(x, y - 5), (x + 16, y + 5)], color.filled());
        chart.draw_series(bars)?.label(name).legend(key);
    }
    let limit = [SECONDS.start, SECONDS.end].map(|second| (second, f64::from(LIMIT)));
    let line = DARK.stroke_width(2);
    chart
        .draw_series(LineSeries::new(limit, line))?
        .label("limit")
        .legend(move |(x, y)| PathElement::new([(x, y), (x + 16, y)], line));
    chart
        .configure_series_labels()
        .position(SeriesLabelPosition::UpperRight)
        .margin(0)
        .background_style(WHITE)
        .label_font(font(15))
        .draw()?;
    Ok(())
}
