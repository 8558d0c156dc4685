package dev.waybill.serving.predict;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waybill.common.model.ModelFolder;
import dev.waybill.common.model.Recalibration;
import dev.waybill.common.model.TrainedModel;
import dev.waybill.common.model.VersionFacts;
import dev.waybill.common.online.Found;
import dev.waybill.common.online.OnlineFeatures;
import dev.waybill.common.online.OnlineKey;
import dev.waybill.common.online.OnlineStore;
import dev.waybill.common.online.Publication;
import dev.waybill.common.online.PublishedLookup;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.section.Features;
import dev.waybill.common.section.Source;
import dev.waybill.common.table.FeatureTable;
import dev.waybill.common.track.Aliases;
import dev.waybill.common.track.ModelVersion;
import dev.waybill.common.track.RegisteredVersion;
import dev.waybill.common.track.Tracking;
import dev.waybill.serving.http.Answer;
import dev.waybill.serving.http.Call;
import dev.waybill.serving.http.Health.Check;
import dev.waybill.serving.http.Health.Status;
import dev.waybill.serving.log.PipelineLog;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A pipeline of which predictions can be asked. It answers by the champion, or by the version that somebody loaded, until there is
 * another one, or other features: these are made ready aside, and then take over at once.
 */
public final class ServedPipeline implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ServedPipeline.class);

    private final Settings settings;
    private final Tracking tracking;
    private final PredictionCounts counts;
    private final Optional<PipelineLog> log;
    private final RecentPredictions recent;
    private volatile LoadedModel loaded;
    /** That somebody asked for; otherwise the champion answers, whichever it is. */
    private volatile @Nullable String wanted;

    private volatile @Nullable String problem;

    /**
     * What is served, and how.
     *
     * @param online the online store of the pipeline
     * @param top as many features are named in explanations
     * @param threads that ask at once
     * @param recent as many predictions are kept in memory
     */
    public record Settings(
            String pipeline,
            Source source,
            Features features,
            OnlineStore online,
            int top,
            double minFeatureCoverage,
            int threads,
            int recent,
            String runId) {}

    /**
     * Loads the champion.
     *
     * @param log where what is predicted is kept; it is closed with the pipeline
     * @throws Refusal if there is none, or no published features that it can use
     */
    public ServedPipeline(Settings settings, Tracking tracking, PredictionCounts counts, Optional<PipelineLog> log) {
        this.settings = settings;
        this.tracking = tracking;
        this.counts = counts;
        this.log = log;
        this.recent = new RecentPredictions(settings.recent());
        this.loaded = load(Aliases.CHAMPION);
        counts.answers(name(), version().version(), loaded.store().about());
    }

    public String name() {
        return settings.pipeline();
    }

    /** The version that answers. */
    public ModelVersion version() {
        return loaded.model().version();
    }

    /** The day whose rows see the published features. */
    public LocalDate featuresAsOf() {
        return loaded.store().about().asOf();
    }

    /** All that is known of it. */
    public VersionFacts facts() {
        return loaded.facts();
    }

    public RecentPredictions recent() {
        return recent;
    }

    /** Where what is predicted is kept; empty where it is not. */
    public Optional<PipelineLog> log() {
        return log;
    }

    /** Predicts, all of a request by one model. */
    public Answer predict(Call call) {
        while (true) {
            LoadedModel now = loaded;
            if (now.take()) { // otherwise another one took over just now
                try {
                    return now.predict(call, recent, counts, log);
                } finally {
                    now.letGo();
                }
            }
        }
    }

    /** What may be asked, as JSON Schema. */
    public JsonNode asked() {
        return loaded.asked();
    }

    /** What is answered, as JSON Schema. */
    public JsonNode answered() {
        return loaded.answered();
    }

    /**
     * Answers by a version from now on, or by whichever is champion.
     *
     * @param version its number or an alias
     * @throws Refusal if it cannot be loaded; then the one before goes on to answer
     */
    public synchronized void take(String version) {
        replace(load(version));
        wanted = version.equals(Aliases.CHAMPION) ? null : version;
        problem = null;
    }

    /** Looks whether there is another champion, or there are other features, and takes them. */
    public synchronized void refresh() {
        try {
            String version = Optional.ofNullable(wanted).orElse(Aliases.CHAMPION);
            if (isOther(version)) {
                replace(load(version));
            }
            probe(loaded.store());
            report(loaded);
            problem = null;
        } catch (Refusal refusal) {
            problem = String.valueOf(refusal.getMessage());
            LOG.warn("Cannot bring {} up to date: {}", name(), problem);
        } catch (RuntimeException | Error e) { // whatever it is, there is a model that answers
            problem = "it cannot be brought up to date, and the log says why";
            LOG.error("Cannot bring {} up to date", name(), e);
        }
    }

    /** One that is there again is told of even if nobody asks meanwhile. */
    private static void probe(OnlineFeatures store) {
        if (store.problem().isPresent()) {
            List<Found> unused = store.get(List.of(new OnlineKey(0, "")));
        }
    }

    private void report(LoadedModel model) {
        try {
            model.report(settings.online());
        } catch (Refusal refusal) { // nothing depends on it
            LOG.warn("Lookups of {} are not counted: {}", name(), refusal.getMessage());
        }
    }

    private boolean isOther(String version) {
        ModelVersion there = RegisteredVersion.find(version, name(), tracking);
        return there.version() != version().version()
                || !settings.online()
                        .current()
                        .equals(Optional.of(loaded.store().about().name()));
    }

    private void replace(LoadedModel next) {
        LoadedModel last = loaded;
        loaded = next;
        counts.answers(name(), version().version(), loaded.store().about());
        report(last);
        last.close(); // once those that it is answering have their answers
        LOG.info(
                "{} answers, with features as of {}",
                version(),
                next.store().about().asOf());
    }

    private LoadedModel load(String name) {
        ModelVersion version = RegisteredVersion.find(name, name(), tracking);
        TrainedModel model = ModelFolder.read(tracking.download(version));
        OnlineFeatures store = settings.online().open();
        try {
            Publication about = store.about();
            requireSameFeatures(version, model, about);
            ServedModel served = new ServedModel(
                    version,
                    model,
                    about.recalibrations().getOrDefault(version.version(), List.<Recalibration>of()),
                    definition(about));
            served.warm(settings.threads());
            return new LoadedModel(served, store, VersionFacts.of(version, model, tracking), settings.runId());
        } catch (RuntimeException | Error e) {
            store.close();
            throw e;
        }
    }

    private void requireSameFeatures(ModelVersion version, TrainedModel model, Publication about) {
        String trained = model.provenance().featureSetVersion();
        boolean isOurs = FeatureTable.isSame(trained, settings.source(), settings.features());
        boolean isPublished = FeatureTable.isSame(about.featureSetVersion(), settings.source(), settings.features());
        if (!isOurs || !isPublished) {
            throw Refusal.mistake(
                    "serving.other-features",
                    "Cannot answer by %s: it was trained on feature set %s, published is %s, and the params that this server began with define %s."
                            .formatted(
                                    version,
                                    trained,
                                    about.featureSetVersion(),
                                    FeatureTable.version(settings.source(), settings.features())),
                    isOurs
                            ? "Run ./waybill job publish-features -p %s.".formatted(name())
                            : "Start the server again if they have changed since; or promote a model that was trained on the new ones.");
        }
        requireSameLookups(about);
    }

    /** Tables to look up in are told by their names and what is looked up, of which features say nothing. */
    private void requireSameLookups(Publication about) {
        List<String> defined = settings.source().lookups().entrySet().stream()
                .map(lookup -> lookup.getKey() + " on " + lookup.getValue().on())
                .toList();
        List<String> published = about.lookups().stream()
                .map(lookup -> lookup.name() + " on " + lookup.on())
                .toList();
        if (!defined.equals(published)) {
            throw Refusal.mistake(
                    "serving.other-lookups",
                    "Cannot answer for %s: published are the lookups %s, but source.lookups has %s."
                            .formatted(name(), published, defined),
                    "Run ./waybill job publish-features -p %s.".formatted(name()));
        }
    }

    private Definition definition(Publication about) {
        return new Definition(
                settings.source(),
                settings.features(),
                about.rawType(),
                about.cleanType(),
                about.lookups().stream().map(PublishedLookup::table).toList(),
                about.featureSetVersion(),
                settings.top(),
                settings.minFeatureCoverage());
    }

    /** How it is: degraded where it answers by what is not the last. */
    public Check check() {
        String answers = "%s answers, with features as of %s"
                .formatted(version(), loaded.store().about().asOf());
        Optional<String> wrong =
                Optional.ofNullable(problem).or(() -> loaded.store().problem());
        return wrong.map(why -> new Check(Status.degraded, "%s; %s".formatted(answers, why)))
                .orElse(Check.up(answers));
    }

    @Override
    public synchronized void close() {
        report(loaded);
        loaded.close();
        settings.online().close();
        log.ifPresent(PipelineLog::close);
    }
}
