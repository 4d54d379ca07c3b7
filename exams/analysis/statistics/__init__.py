"""Item and test statistics of any matrix of marks: numpy and scipy, no framework.

Every number comes as a `Figure` with its interval and its n, or with the reason why there is none.
"""
