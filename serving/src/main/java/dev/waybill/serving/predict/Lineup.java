package dev.waybill.serving.predict;

import dev.waybill.common.section.Variant;
import dev.waybill.serving.http.Answer;
import dev.waybill.serving.http.Call;
import dev.waybill.serving.log.PipelineLog;
import dev.waybill.serving.predict.RecentPredictions.Prediction;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;

/**
 * Who answers for a pipeline, with which publication: the champion, and beside it a challenger where there is an experiment or a
 * shadow. It never changes, so that no request is answered by what came before and what came after a promotion.
 */
final class Lineup implements AutoCloseable {

    private final RequestRows rows;
    private final LoadedModel champion;
    private final Optional<LoadedModel> challenger;
    private final Optional<Integer> wantedChallenger;
    private final Dealer dealer;
    /** Those who took it, and who made it. */
    private final AtomicInteger users = new AtomicInteger(1);

    /**
     * One.
     *
     * @param rows are closed with it
     * @param wantedChallenger the version that was to be the challenger, also if it could not be
     */
    Lineup(
            RequestRows rows,
            LoadedModel champion,
            Optional<LoadedModel> challenger,
            Optional<Integer> wantedChallenger,
            Dealer dealer) {
        this.rows = rows;
        this.champion = champion;
        this.challenger = challenger;
        this.wantedChallenger = wantedChallenger;
        this.dealer = dealer;
    }

    RequestRows rows() {
        return rows;
    }

    LoadedModel champion() {
        return champion;
    }

    Optional<LoadedModel> challenger() {
        return challenger;
    }

    Optional<Integer> wantedChallenger() {
        return wantedChallenger;
    }

    /**
     * Answers a request for predictions.
     *
     * @param log where they are kept before they are answered
     * @param shadows where those who do not answer a row predict it as well; empty where they do not
     */
    Answer predict(
            Call call,
            RecentPredictions recent,
            PredictionCounts counts,
            Optional<PipelineLog> log,
            Optional<Shadows> shadows) {
        boolean explain = call.flag("explain", true);
        AskedRows asked = rows.read(call);
        String pipeline = champion.model().version().model();
        List<RequestRow> all = rows.complete(
                Parts.ofEach(asked.rows(), part -> champion.model().with(predictor -> predictor.ask(part))),
                asked,
                dealer,
                counts.lookups(pipeline));
        Said[] said = new Said[all.size()];
        byModel(all).forEach((model, own) -> {
            List<UnsafeRow> answers = model.answer(own, call, false);
            for (int i = 0; i < own.size(); i++) {
                said[own.get(i).place()] = new Said(model, answers.get(i));
            }
            log.ifPresent(
                    keeping -> keeping.predicted(model.kept(), answers)); // what is not kept is answered all the same
        });
        for (int i = 0; i < said.length; i++) {
            note(said[i], i, call, recent, counts);
        }
        Answer answer = Answer.json(Said.json(List.of(said), asked.isList(), explain));
        counts.answered(pipeline, call.begun());
        if (challenger.isPresent() && log.isPresent()) {
            Call asker = call.withoutBody();
            shadows.ifPresent(beside -> beside.later(this, all.size(), () -> shadow(all, asker, log)));
        }
        return answer;
    }

    private Map<LoadedModel, List<RequestRow>> byModel(List<RequestRow> all) {
        if (challenger.isEmpty()) {
            return Map.of(champion, all);
        }
        Map<LoadedModel, List<RequestRow>> byModel = new LinkedHashMap<>();
        all.forEach(row ->
                byModel.computeIfAbsent(by(row), model -> new ArrayList<>()).add(row));
        return byModel;
    }

    private LoadedModel by(RequestRow row) {
        return row.variant() == Variant.challenger ? challenger.orElse(champion) : champion;
    }

    /** What those say of rows that the other one answers. */
    private void shadow(List<RequestRow> all, Call call, Optional<PipelineLog> log) {
        List.of(champion, challenger.orElseThrow()).forEach(model -> {
            List<RequestRow> others =
                    all.stream().filter(row -> !by(row).equals(model)).toList();
            if (!others.isEmpty()) {
                List<UnsafeRow> answers = model.answer(others, call, true);
                log.ifPresent(keeping -> keeping.predicted(model.kept(), answers));
            }
        });
    }

    private static void note(Said said, int row, Call call, RecentPredictions recent, PredictionCounts counts) {
        boolean odd = said.by().isOod(said.answer());
        counts.predicted(said.by().model().version().model(), odd);
        recent.add(new Prediction(
                call.requestId(),
                row,
                said.by().predicted(said.answer()),
                odd,
                call.millis(),
                call.caller().tenant()));
    }

    /** Has it stay open until it is let go; not if it was closed. */
    boolean take() {
        return users.getAndUpdate(count -> count == 0 ? 0 : count + 1) > 0;
    }

    void letGo() {
        if (users.decrementAndGet() == 0) {
            rows.close();
        }
    }

    /** Closes once all that took it have let it go. */
    @Override
    public void close() {
        letGo();
    }
}
