/** The command line: its commands, what they print, where their log goes, and the exit codes. */
@NullMarked
package dev.waybill.pipelines.cli;

import org.jspecify.annotations.NullMarked;
