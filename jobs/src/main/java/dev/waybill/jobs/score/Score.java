package dev.waybill.jobs.score;

import dev.waybill.common.params.Default;

/**
 * Who scores.
 *
 * @param shadow whether the challenger scores what the champion does, without being published
 */
public record Score(@Default("false") boolean shadow) {}
