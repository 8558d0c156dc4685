package dev.waybill.jobs.promote;

/**
 * The smallest part that losses are added up in.
 *
 * @param day counted from 1970-01-01, as a day begins in the source's time zone
 * @param block the hour counted from 1970-01-01 00 UTC; of rows without a date, what their key is dealt to
 */
record PairedCell(long day, long block, PairedSums sums) {}
