"""Writes boundary-reference.tsv: P(round(W * Beta(b, b)) = k) to 20 digits, the values BoundaryTable is held to.

Independent of the C# code: mpmath's regularised incomplete beta function at 60 digits, differences of the CDF at
(k + 1/2) / W. Run it with Debian's python3-mpmath (1.2.1):

    python3 boundary-reference.py > boundary-reference.tsv
"""
from mpmath import mp, mpf, betainc, nstr

mp.dps = 60
print("# beta\tlength\tk\tprobability")
for beta in ("0.001", "0.01", "0.1", "0.3", "0.5", "1", "2", "10", "100", "1000"):
    b = mpf(beta)
    for length in (1, 2, 7, 32, 96, 640):
        cdf = lambda k: mpf(0) if k < 0 else mpf(1) if k >= length else betainc(b, b, 0, mpf(2 * k + 1) / (2 * length), regularized=True)
        step = 1 if length <= 32 else 5 if length == 96 else 40
        ks = sorted(set(range(0, length + 1, step)) | {0, 1, length // 2, length - 1, length})
        for k in ks:
            print(beta, length, k, nstr(cdf(k) - cdf(k - 1), 20), sep="\t")
