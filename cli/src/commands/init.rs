//! `iem init`: a new workbook.

use iem_core::workbook;

use crate::{
    args::InitArgs,
    error::Error,
    output::{self, Shell},
};

pub(crate) fn run(args: &InitArgs, shell: &Shell) -> Result<(), Error> {
    output::create(&args.file, workbook::TEMPLATE)?;
    let file = args.file.display();
    shell.message(&format!(
        "created {file}\nnext: write the dates into section 2 and the resources into section 6, \
         then run `iem check {file}`"
    ));
    Ok(())
}
