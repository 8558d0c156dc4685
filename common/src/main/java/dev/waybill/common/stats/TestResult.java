package dev.waybill.common.stats;

/**
 * What a statistical test found.
 *
 * @param statistic of the test, in its own scale
 * @param pvalue how probable a statistic at least this large would be if nothing had changed, 0 to 1
 */
public record TestResult(double statistic, double pvalue) {}
