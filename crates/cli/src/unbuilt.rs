//! Options of the contract that are still to come: known to the parser, answered with an error
//! that says so.

use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, Command};

use crate::failure::{Failure, Result};

/// Options of `plot` that are still to come.
const PLOT: &[&str] = &["by", "timezone", "font"];

/// Options of `traces` that are still to come.
const TRACES: &[&str] = &[
    "probe",
    "spikes",
    "events",
    "stream",
    "segment",
    "filter",
    "reference",
    "mode",
    "font",
];

macro_rules! unbuilt_options {
    ($(#[$doc:meta])* $name:ident, $list:ident) => {
        $(#[$doc])*
        #[derive(Debug, Default)]
        pub(crate) struct $name {
            given: Option<&'static str>,
        }

        impl $name {
            /// Fails when one of them was given.
            pub(crate) fn check(&self) -> Result<()> {
                match self.given {
                    Some(name) => Err(Failure::not_built(&format!("option --{name}"))),
                    None => Ok(()),
                }
            }
        }

        impl clap::Args for $name {
            fn augment_args(command: Command) -> Command {
                augment(command, $list)
            }

            fn augment_args_for_update(command: Command) -> Command {
                augment(command, $list)
            }
        }

        impl clap::FromArgMatches for $name {
            fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
                Ok(Self { given: first_given(matches, $list) })
            }

            fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
                self.given = first_given(matches, $list);
                Ok(())
            }
        }
    };
}

unbuilt_options!(
    /// Whether an option of `plot` that is still to come was given.
    UnbuiltPlotOptions,
    PLOT
);

unbuilt_options!(
    /// Whether an option of `traces` that is still to come was given.
    UnbuiltTracesOptions,
    TRACES
);

fn augment(command: Command, names: &'static [&'static str]) -> Command {
    command.args(names.iter().map(|&name| {
        Arg::new(name)
            .long(name)
            .hide(true)
            .num_args(0..=1)
            .allow_hyphen_values(true)
            .action(ArgAction::Append)
    }))
}

fn first_given(matches: &ArgMatches, names: &'static [&'static str]) -> Option<&'static str> {
    names
        .iter()
        .copied()
        .find(|name| matches.value_source(name) == Some(ValueSource::CommandLine))
}
