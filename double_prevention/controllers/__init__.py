from . import portal
from . import tag_page
