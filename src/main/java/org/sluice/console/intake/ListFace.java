package org.sluice.console.intake;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import java.util.Map;
import org.sluice.console.Language;
import org.sluice.intake.ImportPreview;
import org.sluice.intake.LineView;
import org.sluice.intake.Reason;
import org.sluice.intake.Verdict;

/** How what would become of a list reads, as the script draws it. */
@RequestScoped
public class ListFace {

  @Inject private Language language;

  /** All of it, with the kinds of reasons that occur in words. */
  public ObjectNode json(ImportPreview preview) {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer.put("format", language.text("list.format." + preview.format()));
    answer.put("total", preview.total());
    answer
        .putObject("verdicts")
        .put(Verdict.ADD.name(), preview.added())
        .put(Verdict.DUPLICATE.name(), preview.duplicates())
        .put(Verdict.REFUSED.name(), preview.refused());
    answer.put("linesLeftOut", preview.linesLeftOut());
    preview.passedOver().forEach(answer.putArray("passedOver")::add);
    ObjectNode reasons = answer.putObject("reasons");
    for (Map.Entry<Reason, Integer> each : preview.reasons().entrySet()) {
      reasons.put(each.getKey().name(), language.text("list.reason." + each.getKey()));
    }
    ArrayNode lines = answer.putArray("lines");
    preview.lines().forEach(line -> put(lines.addObject(), line));
    return answer;
  }

  private static void put(ObjectNode node, LineView line) {
    node.put("line", line.line());
    node.put("url", line.url());
    node.put("becomes", line.namespace() == null ? null : line.namespace() + "/" + line.name());
    node.put("mirror", line.mirror());
    node.put("verdict", line.verdict().name());
    node.put("reason", line.reason() == null ? null : line.reason().name());
    node.put("detail", line.detail());
  }
}
