package dev.waybill.common.section;

import dev.waybill.common.params.Default;
import dev.waybill.common.section.Freshness.Hours;

/**
 * The online copy of features.
 *
 * @param folder that it is in, below it a folder for each pipeline; a relative one starts at the project's root
 * @param validFor from the start of the day that it is for, so long it is told: by default until six hours past the night
 *     after, if that begins at two
 */
public record Online(
        @Default("data/online") String folder,
        @Default("32h") Hours validFor) {}
