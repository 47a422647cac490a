-- Intervals of 95 % that the metrics of quality share.
-- Meaning: Wilson's interval of a share, Garwood's exact interval of a Poisson mean.

-- Wilson (1927), J. Am. Stat. Assoc. 22: (p + z2/2n +- z sqrt(p(1-p)/n + z2/4n2)) / (1 + z2/n), z the 97.5 % point of the normal law.
CREATE OR REPLACE MACRO ops.wilson_middle(hits, n) AS
    (hits + pow(1.959963984540054, 2) / 2) / (n + pow(1.959963984540054, 2));
COMMENT ON MACRO ops.wilson_middle IS 'Middle of Wilson''s interval of 95 % of a share of hits among n.';
CREATE OR REPLACE MACRO ops.wilson_half_width(hits, n) AS
    1.959963984540054 * sqrt(hits * (n - hits) / n::DOUBLE + pow(1.959963984540054, 2) / 4) / (n + pow(1.959963984540054, 2));
COMMENT ON MACRO ops.wilson_half_width IS 'Half the width of Wilson''s interval of 95 % of a share of hits among n.';
CREATE OR REPLACE MACRO ops.wilson_low(hits, n) AS CASE
    WHEN n > 0 AND hits BETWEEN 0 AND n THEN greatest(0.0, ops.wilson_middle(hits, n) - ops.wilson_half_width(hits, n))
END;
COMMENT ON MACRO ops.wilson_low IS 'Lower end of Wilson''s interval of 95 % of a share of hits among n; NULL where there is none.';
CREATE OR REPLACE MACRO ops.wilson_high(hits, n) AS CASE
    WHEN n > 0 AND hits BETWEEN 0 AND n THEN least(1.0, ops.wilson_middle(hits, n) + ops.wilson_half_width(hits, n))
END;
COMMENT ON MACRO ops.wilson_high IS 'Upper end of Wilson''s interval of 95 % of a share of hits among n; NULL where there is none.';

-- Terms more than 12 standard deviations below n have no weight near the ends of the interval and are left out.
CREATE OR REPLACE MACRO ops.poisson_term(k, mean) AS exp(k * ln(mean) - mean - lgamma(k + 1.0));
COMMENT ON MACRO ops.poisson_term IS 'Chance of exactly k events at a mean above 0.';
CREATE OR REPLACE MACRO ops.poisson_up_to(n, mean) AS list_sum(list_transform(
    range(greatest(0, n::BIGINT - (12 * sqrt(n::DOUBLE))::BIGINT - 40), n::BIGINT + 1), lambda k: ops.poisson_term(k, mean)
));
COMMENT ON MACRO ops.poisson_up_to IS 'Chance of at most n events at a mean near n.';

-- Garwood (1936), Biometrika 28: the means at which n or more, and n or fewer, events have a chance of 2.5 %. The first guess is that of
-- Wilson and Hilferty (1931) for chi-square; then Newton's steps on the logarithm of the chance, by the logarithm of the mean below, by the
-- mean above, in which it bends little.
CREATE OR REPLACE MACRO ops.garwood_low(n) AS CASE
    WHEN n = 0 THEN 0.0
    WHEN n > 0 THEN list_reduce(
        range(7),
        lambda mean, step: mean * exp(
            (ln(0.025) - ln(1 - ops.poisson_up_to(n - 1, mean))) * (1 - ops.poisson_up_to(n - 1, mean))
            / (mean * ops.poisson_term(n - 1, mean))
        ),
        n * pow(1 - 1 / (9.0 * n) - 1.959963984540054 / (3 * sqrt(n::DOUBLE)), 3)
    )
END;
COMMENT ON MACRO ops.garwood_low IS 'Lower end of Garwood''s exact interval of 95 % of a Poisson mean, of which n events were seen; 0 for none.';
CREATE OR REPLACE MACRO ops.garwood_high(n) AS CASE
    WHEN n = 0 THEN -ln(0.025)
    WHEN n > 0 THEN list_reduce(
        range(7),
        lambda mean, step: mean + (ln(ops.poisson_up_to(n, mean)) - ln(0.025)) * ops.poisson_up_to(n, mean)
            / ops.poisson_term(n, mean),
        (n + 1) * pow(1 - 1 / (9.0 * (n + 1)) + 1.959963984540054 / (3 * sqrt(n + 1.0)), 3)
    )
END;
COMMENT ON MACRO ops.garwood_high IS 'Upper end of Garwood''s exact interval of 95 % of a Poisson mean, of which n events were seen; -ln 0.025 for none.';
