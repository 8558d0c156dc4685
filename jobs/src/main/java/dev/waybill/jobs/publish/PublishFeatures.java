package dev.waybill.jobs.publish;

import dev.waybill.common.job.Artifact;
import dev.waybill.common.job.Job;
import dev.waybill.common.job.JobContext;
import dev.waybill.common.online.OnlineKey;
import dev.waybill.common.online.OnlineStore;
import dev.waybill.common.online.OnlineStore.Entry;
import dev.waybill.common.online.Publication;
import dev.waybill.common.online.PublishedLookup;
import dev.waybill.common.params.Default;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.section.Features;
import dev.waybill.common.section.Online;
import dev.waybill.common.section.Source;
import dev.waybill.common.table.FeatureTable;
import dev.waybill.common.table.TableVersion;
import dev.waybill.jobs.features.FeatureEngineer;
import dev.waybill.jobs.features.HistoryOfKeys;
import dev.waybill.jobs.prepare.SourceForOne;
import dev.waybill.jobs.score.KnownRecalibrations;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * Publishes, after the night of a date, what rows of the day after see of the past: the history of every key, by the same code
 * as that of the table of features. With it goes what it takes to make features of a row where there is no table: the types
 * of the source, the tables to look up in, the recalibrations of models.
 */
public final class PublishFeatures implements Job<PublishFeatures.Params, PublishFeatures.Result> {

    public record Params(
            Source source, Features features, @Default("{}") Online online) {}

    /**
     * What was published.
     *
     * @param asOf the day whose rows see it
     */
    public record Result(LocalDate asOf, String featureSetVersion, long keys, Instant expiresAt, String publication) {}

    @Override
    public String name() {
        return "publish-features";
    }

    @Override
    public Class<Params> params() {
        return Params.class;
    }

    @Override
    public List<Artifact> reads(Params params) {
        return List.of(Artifact.table(params.source().table()));
    }

    @Override
    public boolean byDate() {
        return true;
    }

    @Override
    public Result run(Params params, JobContext context) {
        requireKeyed(params);
        TableVersion clean = context.tables().version(params.source().table());
        LocalDate day = context.dateOf(params.source())
                .orElseGet(() -> last(clean, context))
                .plusDays(1);
        try (OnlineStore store = store(params.online(), context)) {
            Publication publication = publication(day, clean, params, context);
            requireNews(publication, store);
            context.progress().doing("computing the history of all keys as of " + day);
            FeatureEngineer.Params definitions = new FeatureEngineer.Params(params.source(), params.features());
            try (HistoryOfKeys history = HistoryOfKeys.of(clean, day, definitions, context.tables())) {
                context.progress().doing("publishing it");
                return result(store.publish(publication.with(history.newestLabel()), entries(history.answers())));
            }
        }
    }

    private static Result result(Publication published) {
        return new Result(
                published.asOf(),
                published.featureSetVersion(),
                published.allKeys(),
                published.expiresAt(),
                published.name());
    }

    /** A night that runs once more publishes nothing anew, and one of the past not over what is newer. */
    private static void requireNews(Publication publication, OnlineStore store) {
        Optional<Publication> there = there(store);
        if (there.isEmpty()) {
            return;
        }
        Publication before = there.get();
        if (before.isUpToDate(publication)) {
            throw Refusal.nothingToDo(
                    "publish.up-to-date",
                    "Nothing to publish: what is known as of %s has been.".formatted(before.asOf()),
                    "");
        } else if (before.asOf().isAfter(publication.asOf())) {
            throw Refusal.nothingToDo(
                    "publish.newer",
                    "Nothing to publish: features as of %s have been, and these are of %s."
                            .formatted(before.asOf(), publication.asOf()),
                    "To go back, empty %s first.".formatted(store));
        }
    }

    /** One that is damaged is published anew. */
    private static Optional<Publication> there(OnlineStore store) {
        try {
            return store.about();
        } catch (Refusal refusal) {
            if (refusal.code().equals(OnlineStore.DAMAGED)) {
                return Optional.empty();
            }
            throw refusal;
        }
    }

    private static void requireKeyed(Params params) {
        if (!params.features().sequence().isEmpty()) {
            throw Refusal.mistake(
                    "publish.sequences",
                    "Cannot publish features of %s: features.sequence looks back at single rows, of which none are kept online."
                            .formatted(params.source().table()),
                    "Score such rows by batch-score.");
        }
    }

    private static LocalDate last(TableVersion clean, JobContext context) {
        SortedSet<LocalDate> dates = context.tables().dates(clean);
        if (dates.isEmpty()) {
            throw Refusal.nothingToDo(
                    "publish.no-rows",
                    "Nothing to publish: table %s has no rows.".formatted(clean.table()),
                    "Run job prepare first.");
        }
        return dates.last();
    }

    private static OnlineStore store(Online online, JobContext context) {
        return OnlineStore.of(
                online, context.workspace().home(), context.workspace().pipeline(), System.getenv());
    }

    private static Publication publication(LocalDate day, TableVersion clean, Params params, JobContext context) {
        Source source = params.source();
        SourceForOne forOne = SourceForOne.of(source, context);
        Instant start = day.atStartOfDay(source.timeZone()).toInstant();
        return new Publication(
                context.workspace().pipeline(),
                FeatureTable.version(source, params.features()),
                day,
                start,
                context.clock().instant(),
                start.plus(Duration.ofHours(params.online().validFor().number())),
                clean.version(),
                Optional.empty(),
                forOne.raw().json(),
                context.tables().read(source.table()).schema().json(),
                lookups(forOne, source),
                new TreeMap<>(),
                KnownRecalibrations.of(context.tables()));
    }

    private static List<PublishedLookup> lookups(SourceForOne forOne, Source source) {
        List<Source.Lookup> defined = List.copyOf(source.lookups().values());
        return IntStream.range(0, defined.size())
                .mapToObj(i -> PublishedLookup.of(
                        forOne.lookups().get(i), defined.get(i).on()))
                .toList();
    }

    /** Partition by partition, so that no more of them is here at a time. */
    private static Iterator<Entry> entries(Dataset<Row> answers) {
        Iterator<Row> rows = answers.columns().length == 0 ? List.<Row>of().iterator() : answers.toLocalIterator();
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return rows.hasNext();
            }

            @Override
            public Entry next() {
                Row row = rows.next();
                List<@Nullable Double> all = row.getList(2);
                return new Entry(new OnlineKey(row.getInt(0), row.getString(1)), all.toArray(new @Nullable Double[0]));
            }
        };
    }

    @Override
    public String summary(Result result) {
        return String.format(
                Locale.ROOT,
                "%,d keys as rows of %s see them, set %s, valid until %s",
                result.keys(),
                result.asOf(),
                result.featureSetVersion(),
                result.expiresAt());
    }
}
