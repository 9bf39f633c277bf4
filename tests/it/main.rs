//! One integration binary.

mod workbook;
