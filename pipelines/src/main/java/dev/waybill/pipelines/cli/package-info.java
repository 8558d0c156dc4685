/** The command line: commands, what they print, where their log goes, and the codes that they end with. */
@NullMarked
package dev.waybill.pipelines.cli;

import org.jspecify.annotations.NullMarked;
