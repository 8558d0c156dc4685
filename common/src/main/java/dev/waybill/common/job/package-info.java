/** What a job is: its contract, what it is given, what it reads and writes, how it reports progress, and its verdicts. */
@NullMarked
package dev.waybill.common.job;

import org.jspecify.annotations.NullMarked;
