package dev.waybill.pipelines.night;

import dev.waybill.common.section.Source;
import dev.waybill.common.table.Tables;
import dev.waybill.jobs.drift.DayDrift;
import dev.waybill.jobs.outcomes.DayFigures;
import dev.waybill.jobs.outcomes.OnlineFigures;
import dev.waybill.jobs.outcomes.Performance;
import dev.waybill.jobs.prepare.BatchQuality;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What tables say of a night.
 *
 * @param days how good the predictions of the last days were, as far as it is known now
 * @param online how good that was which was predicted at requests of the date, by model version and variant
 * @param drift of the date
 * @param quality of the batch that brought the date's rows
 */
public record NightEvidence(
        SortedMap<LocalDate, DayFigures> days,
        List<OnlineFigures> online,
        Optional<DayDrift> drift,
        Optional<BatchQuality> quality) {

    /** So many days are shown beside each other. */
    static final int DAYS = 42;

    /** Of a night that ended before there was anything to read. */
    static final NightEvidence NONE = new NightEvidence(new TreeMap<>(), List.of(), Optional.empty(), Optional.empty());

    public static NightEvidence of(LocalDate date, Source source, Tables tables) {
        return new NightEvidence(
                Performance.days(
                        date.minusDays(DAYS - 1L).datesUntil(date.plusDays(1)).toList(), source, tables),
                OnlineFigures.of(date, source, tables),
                DayDrift.of(date, tables),
                BatchQuality.of(date, tables));
    }
}
