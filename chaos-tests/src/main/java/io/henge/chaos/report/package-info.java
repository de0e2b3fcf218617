/**
 * What a run has shown, as a page and as JSON. {@code RunResult} and {@code ScheduleResult} are
 * what it came to, {@code Report} writes both files.
 *
 * <p>What is told: {@code Verdict} in a word; {@code Figures} of a schedule, with {@code Buckets},
 * {@code Latencies}, {@code Share} and {@code Outage}; {@code Examined}, a schedule with these;
 * {@code Totals} of a run; {@code FaultSpan} and {@code FaultFamily}; {@code Backlog}; {@code
 * Story} of a key and {@code StoryQuota}; {@code Words} for all of it.
 *
 * <p>How it is shown: {@code Markup} and {@code Svg} write; {@code Page} consists of {@code
 * VerdictTable} and a {@code ScheduleSection} for each schedule, with {@code Tables} and {@code
 * Tiles}; {@code Timeline} draws {@code FaultBands}, {@code NodeBars} and {@code Charts} over one
 * {@code TimeAxis}; {@code StorySection} tells a story and {@code StoryDrawing} draws it, all with
 * the {@code Patterns} of the page. {@code ResultsJson} is the same for programs.
 */
package io.henge.chaos.report;
