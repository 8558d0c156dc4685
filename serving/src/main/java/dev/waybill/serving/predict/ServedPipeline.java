package dev.waybill.serving.predict;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waybill.common.model.VersionFacts;
import dev.waybill.common.online.OnlineFeatures;
import dev.waybill.common.online.OnlineStore;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.section.Experiment;
import dev.waybill.common.section.Features;
import dev.waybill.common.section.Source;
import dev.waybill.common.track.Aliases;
import dev.waybill.common.track.ModelVersion;
import dev.waybill.common.track.Tracking;
import dev.waybill.serving.http.Answer;
import dev.waybill.serving.http.Call;
import dev.waybill.serving.http.Health.Check;
import dev.waybill.serving.http.Health.Status;
import dev.waybill.serving.http.Problem;
import dev.waybill.serving.log.PipelineLog;
import java.time.LocalDate;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
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
    private final LineupLoader loader;
    private final PredictionCounts counts;
    private final RecentPredictions recent;
    private final Optional<PipelineLog> log;
    private final Optional<Shadows> shadows;
    /** Whoever is about to have others answer. */
    private final ReentrantLock changing = new ReentrantLock();

    private volatile Lineup lineup;
    private volatile boolean isClosed;
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
     * @param experiment that is on
     * @param shadow whether the challenger predicts what the champion does, without being told
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
            String runId,
            Optional<Experiment> experiment,
            boolean shadow) {

        /** The same without anybody beside the champion. */
        public Settings championAlone() {
            return new Settings(
                    pipeline,
                    source,
                    features,
                    online,
                    top,
                    minFeatureCoverage,
                    threads,
                    recent,
                    runId,
                    Optional.empty(),
                    false);
        }
    }

    /**
     * Loads the champion.
     *
     * @param log where what is predicted is kept; it is closed with the pipeline
     * @throws Refusal if there is none, or no published features that it can use
     */
    public ServedPipeline(Settings settings, Tracking tracking, PredictionCounts counts, Optional<PipelineLog> log) {
        this.settings = settings;
        this.loader = new LineupLoader(settings, tracking);
        this.counts = counts;
        this.log = log;
        this.recent = new RecentPredictions(settings.recent());
        this.shadows = settings.shadow()
                ? Optional.of(new Shadows(counts.shadowsLeftOut(settings.pipeline())))
                : Optional.empty();
        this.lineup = loader.load(Aliases.CHAMPION);
        counts.answers(name(), version().version(), lineup.rows().store().about());
        log.ifPresent(PipelineLog::begin);
    }

    public String name() {
        return settings.pipeline();
    }

    /** The version that answers. */
    public ModelVersion version() {
        return lineup.champion().model().version();
    }

    /** The day whose rows see the published features. */
    public LocalDate featuresAsOf() {
        return lineup.rows().store().about().asOf();
    }

    /** All that is known of it. */
    public VersionFacts facts() {
        return lineup.champion().facts();
    }

    public RecentPredictions recent() {
        return recent;
    }

    /** Where what is predicted is kept; empty where it is not. */
    public Optional<PipelineLog> log() {
        return log;
    }

    /** Predicts, all of a request by one lineup. */
    public Answer predict(Call call) {
        while (!isClosed) {
            Lineup now = lineup;
            if (now.take()) { // otherwise another one took over just now
                try {
                    return now.predict(call, recent, counts, log, shadows);
                } finally {
                    now.letGo();
                }
            }
        }
        throw Problem.notReady("server.ending", "The server ends.");
    }

    /** What may be asked, as JSON Schema. */
    public JsonNode asked() {
        return lineup.rows().schema();
    }

    /** What is answered, as JSON Schema. */
    public JsonNode answered() {
        return lineup.champion().schema();
    }

    /**
     * Answers by a version from now on, or by whichever is champion.
     *
     * @param version its number or an alias
     * @throws Refusal if it cannot be loaded, or another one is being loaded; then the one before goes on to answer
     */
    public void take(String version) {
        if (!changing.tryLock()) {
            throw Refusal.held(
                    "serving.loading",
                    "Cannot load %s of %s: something else is being loaded.".formatted(version, name()),
                    "Ask once more in some seconds.");
        }
        try {
            replace(loader.load(version));
            wanted = version.equals(Aliases.CHAMPION) ? null : version;
            problem = null;
        } finally {
            changing.unlock();
        }
    }

    /** Looks whether there is another champion, or there are other features, and takes them. */
    public void refresh() {
        changing.lock();
        try {
            String version = Optional.ofNullable(wanted).orElse(Aliases.CHAMPION);
            if (loader.isOther(lineup, version)) {
                replace(loader.load(version));
            }
            OnlineFeatures store = lineup.rows().store();
            if (store.problem().isPresent()) { // one that is there again is told of even if nobody asks meanwhile
                store.probe();
            }
            report(lineup);
            problem = null;
        } catch (Refusal refusal) {
            problem = String.valueOf(refusal.getMessage());
            LOG.warn("Cannot bring {} up to date: {}", name(), problem);
        } catch (RuntimeException | Error e) { // whatever it is, there is a model that answers
            problem = "it cannot be brought up to date, and the log says why";
            LOG.error("Cannot bring {} up to date", name(), e);
        } finally {
            changing.unlock();
        }
    }

    private void report(Lineup of) {
        try {
            of.rows().report(settings.online());
        } catch (RuntimeException e) { // nothing depends on it
            LOG.warn("Lookups of {} are not counted: {}", name(), e.toString());
        }
    }

    private void replace(Lineup next) {
        Lineup last = lineup;
        lineup = next;
        counts.answers(name(), version().version(), lineup.rows().store().about());
        report(last);
        last.close(); // once those that it is answering have their answers
        LOG.info("{}", answers());
    }

    private String answers() {
        Lineup now = lineup;
        String beside = now.challenger()
                .map(other -> "%s beside it, ".formatted(other.model().version()))
                .orElse("");
        return "%s answers, %swith features as of %s"
                .formatted(
                        now.champion().model().version(),
                        beside,
                        now.rows().store().about().asOf());
    }

    /** How it is: degraded where it answers by what is not the last. */
    public Check check() {
        Optional<String> wrong =
                Optional.ofNullable(problem).or(() -> lineup.rows().store().problem());
        return wrong.map(why -> new Check(Status.degraded, "%s; %s".formatted(answers(), why)))
                .orElseGet(() -> Check.up(answers()));
    }

    @Override
    public void close() {
        changing.lock();
        try {
            shadows.ifPresent(Shadows::close);
            report(lineup);
            isClosed = true;
            lineup.close();
            settings.online().close();
        } finally {
            changing.unlock();
            log.ifPresent(PipelineLog::close);
        }
    }
}
