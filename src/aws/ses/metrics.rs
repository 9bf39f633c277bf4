//! Metrics of Amazon SES.

use crate::aws::cloudwatch::metrics::{Days, Metric};

impl Metric {
    /// Mails per minute that an account sends by Amazon SES from one region ("Amazon SES metrics and dimensions").
    pub fn mails() -> Self {
        Self {
            namespace: "AWS/SES".into(),
            name: "Send".into(),
            dimensions: Vec::new(),
            statistic: "Sum".into(),
            period: 60,
            days: Days::RECENT,
        }
    }
}
