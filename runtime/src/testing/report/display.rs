//! A report in a few lines.

use std::fmt;

use super::Report;

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(calls) = self.calls {
            write!(f, "{} calls, {} lost", calls.made, calls.lost)?;
            if let Some(wait) = calls.longest_wait {
                write!(f, ", longest wait {:.1} s", wait.as_secs_f64())?;
            }
            if let Some(overtaken) = calls.overtaken {
                write!(f, ", {overtaken} overtaken")?;
            }
            writeln!(f)?;
        }
        write!(f, "{} requests", self.requests)?;
        if let Some(requests) = self.requests_per_call() {
            write!(f, " ({requests:.2} a call)")?;
        }
        let share = 100.0 * self.refused_share();
        writeln!(f, ", {} refused ({share:.1} %), {} failed", self.refused, self.failed())?;
        write!(f, "{:.1} s", self.makespan.as_secs_f64())?;
        if let Some(ideal) = self.ideal {
            write!(f, ", ideal {:.1} s", ideal.as_secs_f64())?;
        }
        if let Some(used) = self.used {
            write!(f, ", {:.1} % of the limit used", 100.0 * used)?;
        }
        if let Some(time) = self.recovered_after {
            write!(f, ", recovered after {} s", time.as_secs())?;
        }
        Ok(())
    }
}
